"""Icons drawn in the colours of the theme, from the shapes in `resources/icons`."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QColor, QIcon, QImage, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from app.theme import Theme, mixed

SIZES_PX = (20, 40, 60)


def icon(name: str, theme: Theme) -> QIcon:
    """The shape `name` in the text colour, dimmed where disabled, in the accent colour where checked."""
    result = QIcon()
    colors = (
        (theme.text, QIcon.Mode.Normal, QIcon.State.Off),
        (theme.accent, QIcon.Mode.Normal, QIcon.State.On),
        (mixed(theme.text_dim, theme.window, 0.45), QIcon.Mode.Disabled, QIcon.State.Off),
    )
    for color, mode, state in colors:
        for size_px in SIZES_PX:
            result.addPixmap(QPixmap.fromImage(_drawn(name, color.name(), size_px)), mode, state)
    return result


def tinted(name: str, color: QColor) -> QIcon:
    """The shape `name` in one colour."""
    result = QIcon()
    for size_px in SIZES_PX:
        result.addPixmap(QPixmap.fromImage(_drawn(name, color.name(), size_px)))
    return result


@cache
def _drawn(name: str, color: str, size_px: int) -> QImage:
    """An image and no pixmap, which must not outlive the application."""
    shape = _shape(name).replace("currentColor", color)
    image = QImage(size_px, size_px, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    with QPainter(image) as painter:
        QSvgRenderer(QByteArray(shape.encode())).render(painter, QRectF(0, 0, size_px, size_px))
    return image


@cache
def _shape(name: str) -> str:
    return files("resources").joinpath("icons", f"{name}.svg").read_text(encoding="utf-8")
