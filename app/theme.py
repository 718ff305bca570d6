"""Colours and sizes of the window, dark and light, told apart by people who see few colours.

The hues are those of Okabe and Ito's palette (Color Universal Design, 2008), shifted in lightness for each
background. No meaning hangs on a hue alone: a selection is a wash, a region a block with brackets, the
playhead a line with a triangle.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFontMetricsF, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication, QWidget


@dataclass(frozen=True, slots=True)
class Theme:
    """Every colour that is drawn; the canvas and the panels take theirs from here."""

    name: str
    window: QColor
    panel: QColor
    raised: QColor
    field: QColor
    canvas: QColor
    void: QColor
    grid: QColor
    border: QColor
    text: QColor
    text_dim: QColor
    text_on_accent: QColor
    accent: QColor
    waveform: QColor
    waveform_core: QColor
    take: QColor
    take_core: QColor
    region: QColor
    selection: QColor
    playhead: QColor
    warning: QColor
    star: QColor
    loop: QColor
    marker: QColor

    @property
    def is_dark(self) -> bool:
        """Whether the background is darker than the text."""
        return self.window.lightness() < self.text.lightness()

    def palette(self) -> QPalette:
        """Qt's own roles in these colours."""
        palette = QPalette()
        roles = QPalette.ColorRole
        for role, color in (
            (roles.Window, self.window),
            (roles.WindowText, self.text),
            (roles.Base, self.field),
            (roles.AlternateBase, self.panel),
            (roles.Text, self.text),
            (roles.Button, self.raised),
            (roles.ButtonText, self.text),
            (roles.BrightText, self.warning),
            (roles.Highlight, self.accent),
            (roles.HighlightedText, self.text_on_accent),
            (roles.ToolTipBase, self.raised),
            (roles.ToolTipText, self.text),
            (roles.PlaceholderText, self.text_dim),
            (roles.Link, self.accent),
        ):
            palette.setColor(role, color)
        for role in (roles.WindowText, roles.Text, roles.ButtonText):
            palette.setColor(QPalette.ColorGroup.Disabled, role, mixed(self.text_dim, self.window, 0.45))
        return palette

    def stylesheet(self) -> str:
        """Style sheet of the whole application; lengths in `em` or hairlines, so that fonts may grow."""
        colors = {
            name: color.name() for name in self.__slots__ if isinstance(color := getattr(self, name), QColor)
        }
        colors["hover"] = mixed(self.text, self.raised, 0.10).name()
        colors["pressed"] = mixed(self.text, self.raised, 0.18).name()
        colors["accent_hover"] = mixed(self.text, self.accent, 0.18).name()
        colors["disabled"] = mixed(self.text_dim, self.window, 0.45).name()
        return _STYLE % colors


def mixed(over: QColor, under: QColor, share: float) -> QColor:
    """`share` of the colour `over` and the rest of `under`, opaque."""
    rest = 1 - share
    return QColor.fromRgbF(
        share * over.redF() + rest * under.redF(),
        share * over.greenF() + rest * under.greenF(),
        share * over.blueF() + rest * under.blueF(),
    )


def faded(color: QColor, opacity: float) -> QColor:
    """The same colour, `opacity` 0 to 1."""
    result = QColor(color)
    result.setAlphaF(opacity)
    return result


DARK = Theme(
    name="dark",
    window=QColor("#1b1d21"),
    panel=QColor("#212429"),
    raised=QColor("#2b2f36"),
    field=QColor("#16181b"),
    canvas=QColor("#131518"),
    void=QColor("#17191d"),
    grid=QColor("#24282e"),
    border=QColor("#33383f"),
    text=QColor("#dde1e6"),
    text_dim=QColor("#8f98a3"),
    text_on_accent=QColor("#0b1620"),
    accent=QColor("#56b4e9"),
    waveform=QColor("#4f7f95"),
    waveform_core=QColor("#9cc9da"),
    take=QColor("#a8771f"),
    take_core=QColor("#ffc861"),
    region=QColor("#e69f00"),
    selection=QColor("#56b4e9"),
    playhead=QColor("#3ee0ac"),
    warning=QColor("#ff7f4d"),
    star=QColor("#f0e442"),
    loop=QColor("#df8bbd"),
    marker=QColor("#d9d3c3"),
)

LIGHT = Theme(
    name="light",
    window=QColor("#eef0f2"),
    panel=QColor("#f8f9fa"),
    raised=QColor("#ffffff"),
    field=QColor("#ffffff"),
    canvas=QColor("#ffffff"),
    void=QColor("#f1f3f5"),
    grid=QColor("#e9ecef"),
    border=QColor("#cdd2d8"),
    text=QColor("#1c2126"),
    text_dim=QColor("#5b6570"),
    text_on_accent=QColor("#ffffff"),
    accent=QColor("#0069a6"),
    waveform=QColor("#7fa6b8"),
    waveform_core=QColor("#2c6682"),
    take=QColor("#dca94e"),
    take_core=QColor("#965f00"),
    region=QColor("#b87700"),
    selection=QColor("#0072b2"),
    playhead=QColor("#00805a"),
    warning=QColor("#c24a00"),
    star=QColor("#8a7a00"),
    loop=QColor("#9c3a74"),
    marker=QColor("#5a5240"),
)


DARK_CONTRAST = replace(
    DARK,
    name="dark contrast",
    window=QColor("#000000"),
    panel=QColor("#050505"),
    raised=QColor("#161616"),
    field=QColor("#000000"),
    canvas=QColor("#000000"),
    void=QColor("#0a0a0a"),
    grid=QColor("#2c2c2c"),
    border=QColor("#b8b8b8"),
    text=QColor("#ffffff"),
    text_dim=QColor("#d2d2d2"),
    text_on_accent=QColor("#000000"),
    accent=QColor("#7cc8ff"),
    waveform=QColor("#7fb6cf"),
    waveform_core=QColor("#d8f2ff"),
    region=QColor("#ffc040"),
    selection=QColor("#7cc8ff"),
    playhead=QColor("#5cffc8"),
    warning=QColor("#ff9a70"),
    star=QColor("#fff45c"),
    loop=QColor("#ffa8dc"),
    marker=QColor("#ffffff"),
)

LIGHT_CONTRAST = replace(
    LIGHT,
    name="light contrast",
    window=QColor("#fdfdfd"),
    panel=QColor("#ffffff"),
    void=QColor("#f4f4f4"),
    grid=QColor("#d0d0d0"),
    border=QColor("#3c3c3c"),
    text=QColor("#000000"),
    text_dim=QColor("#2e2e2e"),
    accent=QColor("#004a80"),
    waveform=QColor("#4f7f95"),
    waveform_core=QColor("#0e3d55"),
    take=QColor("#b87f1c"),
    take_core=QColor("#5e3c00"),
    region=QColor("#7a4e00"),
    selection=QColor("#00508a"),
    playhead=QColor("#005a3e"),
    warning=QColor("#992f00"),
    star=QColor("#5a5000"),
    loop=QColor("#7a1d56"),
    marker=QColor("#2b2619"),
)

ALL = (DARK, LIGHT, DARK_CONTRAST, LIGHT_CONTRAST)
_BY_WINDOW = {theme.window.rgba(): theme for theme in ALL}


def chosen(name: str, *, has_high_contrast: bool = False) -> Theme:
    """The theme of a setting: `light`, `dark`, or `system` for what the desktop shows its windows in."""
    is_light = name == "light"
    if name == "system":
        is_light = QGuiApplication.styleHints().colorScheme() is Qt.ColorScheme.Light
    if has_high_contrast:
        return LIGHT_CONTRAST if is_light else DARK_CONTRAST
    return LIGHT if is_light else DARK


def theme_of(widget: QWidget) -> Theme:
    """The theme whose palette the application shows a widget in; dark unless another was applied."""
    app = QApplication.instance()
    palette = app.palette() if isinstance(app, QApplication) else widget.palette()
    return _BY_WINDOW.get(palette.color(QPalette.ColorRole.Window).rgba(), DARK)


def apply(app: QApplication, theme: Theme) -> None:
    """Show the whole application in `theme`."""
    app.setStyle("Fusion")
    app.setPalette(theme.palette())
    app.setStyleSheet(theme.stylesheet())


def em_px(widget: QWidget, ems: float = 1.0) -> int:
    """Pixels of `ems` line heights of the widget's font, at least one."""
    return max(1, round(ems * line_px(widget)))


def line_px(widget: QWidget) -> float:
    """Pixels of a line of the widget's font."""
    return QFontMetricsF(widget.font()).height()


_STYLE = """
QMainWindow, QDialog { background: %(window)s; }
QMainWindow::separator { background: %(window)s; width: 0.25em; height: 0.25em; }
QMainWindow::separator:hover { background: %(accent)s; }
QToolTip { background: %(raised)s; color: %(text)s; border: 1px solid %(border)s; padding: 0.3em 0.5em; }

QMenuBar { background: %(window)s; padding: 0.1em 0.3em; }
QMenuBar::item { padding: 0.35em 0.7em; border-radius: 4px; }
QMenuBar::item:selected { background: %(raised)s; }
QMenu { background: %(raised)s; border: 1px solid %(border)s; padding: 0.35em; }
QMenu::item { padding: 0.4em 2em 0.4em 1.2em; border-radius: 4px; }
QMenu::item:selected { background: %(accent)s; color: %(text_on_accent)s; }
QMenu::item:disabled { color: %(disabled)s; }
QMenu::separator { height: 1px; background: %(border)s; margin: 0.35em 0.5em; }

QToolBar { background: %(window)s; border: none; padding: 0.3em; spacing: 0.3em; }
QToolButton { background: transparent; border: 1px solid transparent; border-radius: 5px; padding: 0.35em; }
QToolButton:hover { background: %(hover)s; }
QToolButton:pressed, QToolButton:checked { background: %(pressed)s; }
QToolButton:focus { border-color: %(accent)s; }

QToolButton#fold { padding: 0 0.3em 0 0; color: %(text_dim)s; }
QToolButton#mute, QToolButton#solo { background: %(raised)s; border-color: %(border)s; padding: 0;
    font-weight: 600; }
QToolButton#mute:checked { background: %(warning)s; color: %(text_on_accent)s; }
QToolButton#solo:checked { background: %(star)s; color: %(text_on_accent)s; }
QToolButton#mute:focus, QToolButton#solo:focus { border-color: %(accent)s; }
QLineEdit#nameField { padding: 0 0.2em; }

QPushButton { background: %(raised)s; border: 1px solid %(border)s; border-radius: 5px;
    padding: 0.45em 1em; }
QPushButton:hover { background: %(hover)s; }
QPushButton:pressed, QPushButton:checked { background: %(pressed)s; }
QPushButton:focus { border-color: %(accent)s; }
QPushButton:disabled { color: %(disabled)s; background: %(window)s; }
QPushButton:default, QPushButton[primary="true"] { background: %(accent)s; color: %(text_on_accent)s;
    border-color: %(accent)s; font-weight: 600; }
QPushButton:default:hover, QPushButton[primary="true"]:hover { background: %(accent_hover)s; }
QPushButton:default:focus, QPushButton[primary="true"]:focus { border: 2px solid %(text)s; }
QPushButton:default:disabled, QPushButton[primary="true"]:disabled { background: %(raised)s;
    color: %(disabled)s; border-color: %(border)s; }

QLineEdit, QPlainTextEdit, QTextEdit, QSpinBox, QDoubleSpinBox, QComboBox { background: %(field)s;
    border: 1px solid %(border)s; border-radius: 5px; padding: 0.3em 0.45em;
    selection-background-color: %(accent)s; selection-color: %(text_on_accent)s; }
QLineEdit:focus, QPlainTextEdit:focus, QTextEdit:focus, QSpinBox:focus, QDoubleSpinBox:focus,
QComboBox:focus { border-color: %(accent)s; }
QCheckBox::indicator:unchecked { width: 11px; height: 11px; border: 1px solid %(text_dim)s;
    border-radius: 3px; background: %(raised)s; }
QCheckBox::indicator:unchecked:hover { border-color: %(accent)s; }
QCheckBox::indicator:unchecked:disabled { border-color: %(disabled)s; }
QLineEdit:disabled, QPlainTextEdit:disabled, QSpinBox:disabled, QDoubleSpinBox:disabled,
QComboBox:disabled { color: %(disabled)s; background: %(window)s; }
QComboBox QAbstractItemView { background: %(raised)s; border: 1px solid %(border)s; outline: none; }

QListView, QTreeView, QTableView { background: %(field)s; border: 1px solid %(border)s; border-radius: 5px;
    outline: none; }
QListView::item { padding: 0.3em 0.5em; border-radius: 3px; }
QListView::item:hover { background: %(hover)s; }
QListView::item:selected { background: %(accent)s; color: %(text_on_accent)s; }

QDockWidget { color: %(text_dim)s; font-weight: 600; titlebar-close-icon: none; }
QDockWidget::title { background: %(window)s; padding: 0.5em 0.7em; text-align: left; }
QTabBar::tab { background: transparent; color: %(text_dim)s; padding: 0.45em 0.9em;
    border-bottom: 2px solid transparent; }
QTabBar::tab:selected { color: %(text)s; border-bottom-color: %(accent)s; }
QTabBar::tab:selected:focus { color: %(accent)s; background: %(raised)s; }
QTabWidget::pane { border: none; }

QProgressBar { background: %(field)s; border: none; border-radius: 3px; max-height: 0.5em;
    color: transparent; }
QProgressBar::chunk { background: %(accent)s; border-radius: 3px; }
QStatusBar { background: %(window)s; color: %(text_dim)s; }
QStatusBar::item { border: none; }
QSplitter::handle { background: %(border)s; }

QScrollBar { background: transparent; margin: 0; }
QScrollBar:horizontal { height: 0.85em; }
QScrollBar:vertical { width: 0.85em; }
QScrollBar::handle { background: %(border)s; border-radius: 4px; margin: 2px; }
QScrollBar::handle:horizontal { min-width: 2em; }
QScrollBar::handle:vertical { min-height: 2em; }
QScrollBar::handle:hover { background: %(text_dim)s; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
"""
