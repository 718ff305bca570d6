"""The table of actions as Qt's own: menus, shortcuts, and who may have a key while text is typed."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSlider,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLineEdit,
    QMenu,
    QMenuBar,
    QPlainTextEdit,
    QTabBar,
    QTextEdit,
    QWidget,
)

from app.actions import MENUS, Action
from app.icons import icon
from app.keymap import Keymap
from app.language import tr
from app.theme import Theme

SOON_MS = 100


class Actions(QObject):
    """The table as Qt's actions, owned by the window that they work in.

    Args:
        table: the rows.
        window: where they work.
        keymap: the keys that they have; without one, those of the table.

    Signals:
        triggered: str, identifier of what was just done.
    """

    triggered = Signal(str)

    def __init__(self, table: Sequence[Action], window: QWidget, keymap: Keymap | None = None) -> None:
        super().__init__(window)
        self.table = tuple(table)
        self.keymap = keymap or Keymap(self.table)
        self._explained: dict[QWidget, str] = {}
        self._made = {row.id: self._make(row, window) for row in self.table}
        self._soon = QTimer(self, singleShot=True, interval=SOON_MS)
        self._soon.timeout.connect(self.refresh)
        self._next = QTimer(self, singleShot=True, interval=0)
        self._next.timeout.connect(self._ask_all)
        self.watch(window)
        if len(self._made) != len(self.table):
            raise ValueError("every action has an identifier of its own")
        self._ask_all()

    def __getitem__(self, action_id: str) -> QAction:
        self.settle()
        return self._made[action_id]

    def __contains__(self, action_id: str) -> bool:
        return action_id in self._made

    def use(self, keymap: Keymap) -> None:
        """Have these keys from now on; tooltips say so."""
        self.keymap = keymap
        for row in self.table:
            action = self._made[row.id]
            action.setShortcuts(keymap.sequences(row.id))
            action.setToolTip(_tip(action.text(), action.shortcut()))
        for widget, action_id in self._explained.items():
            self._explain(widget, action_id)

    def explain(self, widget: QWidget, action_id: str) -> None:
        """Let the tooltip of a button that does the same say the action's keys."""
        self._explained[widget] = action_id
        widget.destroyed.connect(lambda _gone=None: self._explained.pop(widget, None))
        self._explain(widget, action_id)

    def passing(self) -> list[QKeySequence]:
        """Keys that work while text is typed."""
        return [keys for row in self.table if row.fires_in_text for keys in self.keymap.sequences(row.id)]

    def refresh_soon(self) -> None:
        """The same as `refresh`, once for all that moves within a moment: what depends on the playhead."""
        if not self._soon.isActive():
            self._soon.start()

    def refresh(self) -> None:
        """Let the actions follow what has changed, all at once when the event loop comes round again."""
        if not self._next.isActive():
            self._next.start()

    def watch(self, window: QWidget) -> None:
        """Be up to date before a key that nobody in this window wants for itself may be a shortcut."""
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Look at keys that come up to a window."""
        if event.type() == QEvent.Type.ShortcutOverride:
            self.settle()
        return super().eventFilter(watched, event)

    def settle(self) -> None:
        """Let them follow `refresh` now, if they have not yet: somebody is about to use or to see them."""
        if self._next.isActive():
            self._ask_all()

    def _ask_all(self) -> None:
        """Ask every row whether it can be used now, and whether it is on."""
        self._next.stop()
        for row in self.table:
            action = self._made[row.id]
            action.setEnabled(row.enabled())
            if row.is_on is not None:
                action.setChecked(row.is_on())

    def fill(self, bar: QMenuBar) -> dict[str, QMenu]:
        """Make the menus, in the order of the table; gives them by name."""
        menus = {name: bar.addMenu(tr(name)) for name in MENUS}
        for row in self.table:
            if row.menu:
                menu = _menu(menus, row.menu)
                if row.starts_group:
                    menu.addSeparator()
                menu.addAction(self._made[row.id])
        for menu in menus.values():
            menu.aboutToShow.connect(self.settle)
        return menus

    def show_theme(self, theme: Theme) -> None:
        """Draw the icons in these colours."""
        for row in self.table:
            if row.icon:
                self._made[row.id].setIcon(icon(row.icon, theme))

    def rename(self, action_id: str, text: str) -> None:
        """Say more exactly what an action would do."""
        action = self._made[action_id]
        action.setText(text)
        action.setToolTip(_tip(text, action.shortcut()))

    def _make(self, row: Action, window: QWidget) -> QAction:
        action = QAction(tr(row.text), window)
        action.setObjectName(row.id)
        action.setShortcuts(self.keymap.sequences(row.id))
        action.setToolTip(_tip(action.text(), action.shortcut()))
        action.setCheckable(row.is_on is not None)
        action.setAutoRepeat(row.released is None)
        # `triggered` and not `toggled`: showing a state must not bring it about.
        action.triggered.connect(lambda _checked=False: self._run(row))
        window.addAction(action)
        return action

    def _run(self, row: Action) -> None:
        row.run()
        if row.released is not None:
            HeldKey(row.released, self)
        self._ask_all()  # at once: Qt has turned a tick over by itself, rightly or not
        self.triggered.emit(row.id)

    def _explain(self, widget: QWidget, action_id: str) -> None:
        widget.setToolTip(self._made[action_id].toolTip())


def _tip(text: str, shortcut: QKeySequence) -> str:
    keys = shortcut.toString(QKeySequence.SequenceFormat.NativeText)
    return f"{text.rstrip('…')} ({keys})" if keys else text.rstrip("…")


class HeldKey(QObject):
    """Waits until a key is let go, or the window loses the keys; then acts, once, and is gone."""

    def __init__(self, released: Callable[[], object], parent: QObject) -> None:
        super().__init__(parent)
        self._released = released
        app = QApplication.instance()
        if app is not None:
            app.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Look at every event, but only while the key is down."""
        is_up = (
            event.type() == QEvent.Type.KeyRelease
            and isinstance(event, QKeyEvent)
            and not event.isAutoRepeat()
        )
        if is_up or event.type() == QEvent.Type.ApplicationDeactivate:
            self._end()
        return False

    def _end(self) -> None:
        app = QApplication.instance()
        if app is not None:
            app.removeEventFilter(self)
        self._released()
        self.deleteLater()


class TextKeys(QObject):
    """Lets fields, lists and buttons keep their keys.

    While text is typed, only actions that `fires_in_text` work. Lists, sliders and rows of buttons keep the
    arrows, and Enter presses a button; Space is no button's key here, because it plays.
    """

    def __init__(self, actions: Actions, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._actions = actions
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._watch)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Accept, in the name of the widget, the keys that are its own and would otherwise be shortcuts."""
        if not isinstance(event, QKeyEvent):
            return False
        if event.type() == QEvent.Type.KeyPress and _is_enter(event) and isinstance(watched, QAbstractButton):
            watched.click()
            return True
        if event.type() != QEvent.Type.ShortcutOverride or not self._is_own(watched, event):
            return False
        event.accept()
        return True

    def _is_own(self, watched: QObject, event: QKeyEvent) -> bool:
        if isinstance(watched, QWidget) and is_text_field(watched):
            passes = QKeySequence(event.keyCombination()) in self._actions.passing()
            return not passes and not _is_mnemonic(event)
        if isinstance(watched, (QAbstractButton, QAbstractItemView)) and _is_enter(event):
            return True
        is_plain = not event.modifiers() & ~(PLAIN_STEPS | Qt.KeyboardModifier.KeypadModifier)
        return is_plain and event.key() in _STEPS

    def _watch(self, old: QWidget | None, new: QWidget | None) -> None:
        """Stand before what has keys of its own, and before nothing else: filters see every event."""
        if old is not None:
            old.removeEventFilter(self)
        has_own = is_text_field(new) or isinstance(new, STEPPED)
        if has_own and new is not None and self._is_part(new.window()):
            new.installEventFilter(self)

    def _is_part(self, window: QWidget) -> bool:
        """Whether the shortcuts work there: in the window itself, and in panels that float over it."""
        is_tool = window.windowType() is Qt.WindowType.Tool
        return window is self._window or (is_tool and window.parentWidget() is self._window)


STEPPED = (QAbstractItemView, QAbstractButton, QAbstractSlider, QComboBox, QTabBar)
"""What is gone through with arrow keys: these belong to it, not to the canvas."""

PLAIN_STEPS = Qt.KeyboardModifier.ShiftModifier
_STEPS = (
    Qt.Key.Key_Left,
    Qt.Key.Key_Right,
    Qt.Key.Key_Up,
    Qt.Key.Key_Down,
    Qt.Key.Key_Home,
    Qt.Key.Key_End,
    Qt.Key.Key_PageUp,
    Qt.Key.Key_PageDown,
)


def _is_enter(event: QKeyEvent) -> bool:
    is_enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
    return is_enter and not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier


def _is_mnemonic(event: QKeyEvent) -> bool:
    """Whether the key opens a menu."""
    is_letter = Qt.Key.Key_A <= event.key() <= Qt.Key.Key_Z
    return is_letter and event.modifiers() == Qt.KeyboardModifier.AltModifier


def is_text_field(widget: QWidget | None) -> bool:
    """Whether keys typed into it are text."""
    return isinstance(widget, (QLineEdit, QPlainTextEdit, QTextEdit, QAbstractSpinBox))


def _menu(menus: dict[str, QMenu], path: str) -> QMenu:
    """The menu of that name, made within the one that stands before its last “/”."""
    if path not in menus:
        parent, _, name = path.rpartition("/")
        menus[path] = _menu(menus, parent).addMenu(tr(name))
    return menus[path]
