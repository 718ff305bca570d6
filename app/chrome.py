"""How the shell around the canvas looks, on top of the theme's own style sheet."""

from __future__ import annotations

from pathlib import Path

from app.theme import Theme, faded, mixed

HALF = 127
"""Lightness between black and white."""


def stylesheet(theme: Theme) -> str:
    """Style sheet of the main window; lengths in `em` or hairlines, so that fonts may grow."""
    colors = {
        "icons": Path(__file__).parent.with_name("resources").joinpath("icons").as_posix(),
        "check": "check.svg" if theme.text_on_accent.lightness() > HALF else "check_dark.svg",
        "window": theme.window.name(),
        "panel": theme.panel.name(),
        "raised": theme.raised.name(),
        "field": theme.field.name(),
        "border": theme.border.name(),
        "line": mixed(theme.border, theme.window, 0.6).name(),
        "text": theme.text.name(),
        "dim": theme.text_dim.name(),
        "accent": theme.accent.name(),
        "on_accent": theme.text_on_accent.name(),
        "hover": mixed(theme.text, theme.raised, 0.08).name(),
        "segment": mixed(theme.accent, theme.raised, 0.24).name(),
        "info": mixed(theme.accent, theme.panel, 0.16).name(),
        "warning": mixed(theme.warning, theme.panel, 0.20).name(),
        "warning_line": theme.warning.name(),
        "note": faded(theme.warning, 0.12).name(theme.warning.NameFormat.HexArgb),
    }
    return _STYLE % colors


_STYLE = """
#centre, #generatePanel, #historyBox, #queue, #queueBox { background: %(panel)s; }
#timelineHolder { background: %(window)s; }
QToolBar#transportBar { border-bottom: 1px solid %(line)s; padding: 0.25em 0.6em; }
QToolBar#transportBar QToolButton { min-width: 1.3em; min-height: 1.3em; }
QToolBar#transportBar QToolButton::menu-button { border: none; width: 1em; }
QToolBar#transportBar QToolButton[popupMode="1"] { padding-right: 1.15em; }
#qt_toolbar_ext_button { background: %(raised)s; qproperty-icon: url(%(icons)s/step_down.svg);
    min-width: 0; max-width: 1.1em; padding: 0; margin: 0; }
QToolBar#transportBar::separator { background: %(line)s; width: 1px; margin: 0.35em 0.5em; }
QLineEdit#clock, QLineEdit#timeField { background: transparent; border: 1px solid transparent;
    border-radius: 4px; padding: 0.1em 0.2em; }
QLineEdit#clock { color: %(text)s; font-size: 16pt; }
QLineEdit#timeField { color: %(dim)s; font-size: 9.5pt; padding: 0.25em 0.2em; }
QLineEdit#clock:hover, QLineEdit#timeField:hover { border-color: %(border)s; }
QLineEdit#clock:focus, QLineEdit#timeField:focus { background: %(field)s; border-color: %(accent)s;
    color: %(text)s; }
QLabel#dim { color: %(dim)s; }
QLabel#heading { color: %(text)s; font-size: 17pt; font-weight: 500; }
QLabel#said { color: %(text)s; background: %(info)s; border-radius: 5px; padding: 0.6em 0.7em; }
QLabel#note { color: %(text)s; background: %(note)s; border-radius: 5px; padding: 0.6em 0.7em; }

#messageStrip { background: %(info)s; border: none; border-left: 3px solid %(accent)s; }
#messageStrip[kind="warning"] { background: %(warning)s; border-left-color: %(warning_line)s; }
#messageStrip QLabel { background: transparent; }
#messageStrip QPushButton { padding: 0.25em 0.9em; }
#messageStrip QToolButton { font-size: 13pt; padding: 0 0.4em; color: %(dim)s; }

#choice { background: %(field)s; border: 1px solid %(border)s; border-radius: 6px; }
#choice QPushButton { background: transparent; border: 1px solid transparent; border-radius: 4px;
    color: %(dim)s; padding: 0.35em 0.2em; }
#choice QPushButton:hover { color: %(text)s; background: %(hover)s; }
#choice QPushButton:checked { background: %(segment)s; color: %(text)s; }
#choice QPushButton:focus { border-color: %(accent)s; }
QTreeView { border: none; border-radius: 0; padding: 0.6em; }
QTreeView::item { padding: 0.2em 0; }
QAbstractSpinBox::up-button, QAbstractSpinBox::down-button { width: 1.3em; border: none;
    background: transparent; }
QAbstractSpinBox::up-button { subcontrol-position: top right; }
QAbstractSpinBox::down-button { subcontrol-position: bottom right; }
QAbstractSpinBox::up-arrow { image: url(%(icons)s/step_up.svg); width: 0.75em; height: 0.75em; }
QAbstractSpinBox::down-arrow { image: url(%(icons)s/step_down.svg); width: 0.75em; height: 0.75em; }
QSlider::groove:horizontal { height: 3px; background: %(border)s; border-radius: 1px; }
QSlider::sub-page:horizontal { background: %(accent)s; border-radius: 1px; }
QSlider::handle:horizontal { width: 1em; height: 1em; margin: -0.45em 0; border-radius: 0.5em;
    background: %(text)s; }
QSlider::handle:horizontal:focus { background: %(accent)s; }
#generate { font-size: 11pt; padding: 0.5em; }

#promptMenu { color: %(dim)s; padding: 0.15em 1.4em 0.15em 0.4em; }
#promptMenu:hover { color: %(text)s; }
#promptMenu::menu-indicator { subcontrol-origin: padding;
    subcontrol-position: center right; right: 0.4em; image: url(%(icons)s/step_down.svg); width: 0.75em;
    height: 0.75em; }
#chip { border: 1px solid %(border)s; border-radius: 0.9em; padding: 0.25em 0.9em; color: %(text)s; }
#chip:focus { border-color: %(accent)s; }
#chip::menu-indicator { image: none; width: 0; }
#target { border-radius: 8px; background: %(raised)s; }
#target QLabel { background: transparent; }
#targetText { font-size: 12pt; }
#target:hover { border-color: %(accent)s; }
#recent { border: none; background: transparent; color: %(dim)s; padding: 0.25em 0.2em; text-align: left; }
#recent:hover { color: %(accent)s; }

QListWidget#history::item:selected { background: %(segment)s; color: %(text)s; }
QTabBar { qproperty-drawBase: 0; }
QCheckBox::indicator { width: 1em; height: 1em; border: 1px solid %(dim)s; border-radius: 3px;
    background: %(field)s; }
QCheckBox::indicator:checked { background: %(accent)s; border-color: %(accent)s;
    image: url(%(icons)s/%(check)s); }
QCheckBox::indicator:focus { border: 2px solid %(accent)s; }
#dockBar { background: %(panel)s; }
#dockClose { color: %(dim)s; font-size: 11pt; padding: 0 0.3em; }
#palette, #tour { background: %(panel)s; border: 1px solid %(border)s; border-radius: 8px; }
#tour { border: 1px solid %(accent)s; }
#tour QLabel, #palette QLabel { background: transparent; }
#palette QTreeView { background: transparent; padding: 0; }
#palette QTreeView::item { padding: 0.3em 0.4em; }
#palette QTreeView::item:selected, #regions::item:selected { background: %(segment)s; color: %(text)s; }
#regions { background: %(panel)s; padding: 0.2em 0.3em; }
#manual { background: %(panel)s; padding: 0.6em; }
QListWidget#history { background: %(panel)s; padding: 0.2em 0.5em; }
QTreeView#regions, QListWidget#history, #queue, #manual { border: 1px solid transparent; border-radius: 4px; }
QTreeView#regions:focus, QListWidget#history:focus, #queue:focus, #manual:focus { border-color: %(accent)s; }
#tourTitle, #section { color: %(text)s; font-size: 12pt; font-weight: 500; }
#section { padding-top: 0.6em; }
QLabel:focus { border: 1px solid %(accent)s; border-radius: 4px; }
#dockTitle { background: %(panel)s; color: %(dim)s; padding: 0.7em 1em 0.1em 1em; font-size: 9pt;
    font-weight: 600; }
QStatusBar { border-top: 1px solid %(line)s; }
QStatusBar QLabel { color: %(dim)s; padding: 0 0.4em; }
QMainWindow::separator { background: %(line)s; width: 1px; height: 1px; }
QMainWindow::separator:hover { background: %(accent)s; }
"""
