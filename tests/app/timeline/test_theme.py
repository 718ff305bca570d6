from __future__ import annotations

import itertools
import re

import pytest
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QWidget

from app import theme

THEMES = [theme.DARK, theme.LIGHT]


def luminance(color: QColor) -> float:
    """Relative luminance, as WCAG 2.2 defines it."""
    parts = [color.redF(), color.greenF(), color.blueF()]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(a: QColor, b: QColor) -> float:
    bright, dim = sorted((luminance(a), luminance(b)), reverse=True)
    return (bright + 0.05) / (dim + 0.05)


@pytest.mark.parametrize("colors", THEMES, ids=lambda t: t.name)
def test_text_can_be_read_on_every_ground(colors):
    for ground in (colors.window, colors.panel, colors.raised, colors.field, colors.canvas):
        assert contrast(colors.text, ground) >= 7
        assert contrast(colors.text_dim, ground) >= 4.5
    assert contrast(colors.text_on_accent, colors.accent) >= 4.5


@pytest.mark.parametrize("colors", THEMES, ids=lambda t: t.name)
def test_what_is_pointed_at_stands_out_from_the_canvas(colors):
    for mark in (colors.region, colors.selection, colors.playhead, colors.warning):
        assert contrast(mark, colors.canvas) >= 3


# Viénot, Brettel and Mollon (1999): what people without long- or medium-wave cones see, in linear RGB.
LACKING = {
    "protan": ((0.11238, 0.88762, 0.0), (0.11238, 0.88762, 0.0), (0.00401, -0.00401, 1.0)),
    "deutan": ((0.29275, 0.70725, 0.0), (0.29275, 0.70725, 0.0), (-0.02234, 0.02234, 1.0)),
}


@pytest.mark.parametrize("lacking", LACKING)
@pytest.mark.parametrize("colors", THEMES, ids=lambda t: t.name)
def test_region_and_selection_differ_for_people_who_see_few_colours(colors, lacking):
    def seen(color: QColor) -> list[float]:
        linear = [c**2.2 for c in (color.redF(), color.greenF(), color.blueF())]
        mixed = [sum(w * c for w, c in zip(row, linear, strict=True)) for row in LACKING[lacking]]
        return [max(0.0, c) ** (1 / 2.2) for c in mixed]

    for a, b in itertools.combinations((colors.region, colors.selection, colors.playhead), 2):
        assert sum((x - y) ** 2 for x, y in zip(seen(a), seen(b), strict=True)) ** 0.5 > 0.15


@pytest.mark.parametrize("colors", THEMES, ids=lambda t: t.name)
def test_the_style_sheet_has_no_gaps_and_no_pixel_sizes_for_text(colors):
    sheet = colors.stylesheet()
    assert "%(" not in sheet
    assert not re.search(r"font-size: *\d+px", sheet)
    assert sheet.count("{") == sheet.count("}")


def test_a_theme_that_was_applied_is_found_again(themed, qapp):
    widget = QWidget()
    assert theme.theme_of(widget) is theme.DARK
    theme.apply(qapp, theme.LIGHT)
    assert theme.theme_of(widget) is theme.LIGHT
    assert qapp.palette().color(QPalette.ColorRole.Window) == theme.LIGHT.window
    assert (theme.DARK.is_dark, theme.LIGHT.is_dark) == (True, False)


def test_mixing_goes_from_one_colour_to_the_other():
    black, white = QColor("black"), QColor("white")
    assert theme.mixed(white, black, 0) == black
    assert theme.mixed(white, black, 1) == white
    assert theme.mixed(white, black, 0.5).red() == pytest.approx(128, abs=1)
    assert theme.faded(white, 0.5).alpha() == pytest.approx(128, abs=1)
