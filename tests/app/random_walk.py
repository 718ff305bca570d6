"""A user who does anything to the window in any order: what must be true of it after each thing, and of undo.

Everything is done with events: keys of the table of actions, clicks, drags, wheels, letters. What would leave
the program (dialogs, sound, the engine, files carried out) is answered by fakes.
"""

from __future__ import annotations

import hashlib
import random
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import ClassVar

import numpy as np
import shiboken6
from PySide6.QtCore import (
    QElapsedTimer,
    QEvent,
    QMimeData,
    QPoint,
    QPointF,
    QSize,
    Qt,
    QTimer,
    QUrl,
)
from PySide6.QtGui import QContextMenuEvent, QDrag, QDropEvent, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QPlainTextEdit, QTextEdit, QWidget

from app.actions import Action
from app.actions.rows import always
from app.desk import Desk
from app.main_window import MainWindow
from app.session import Session
from app.settings import Places
from app.timeline.canvas import Canvas
from engine.document.document import Document
from engine.document.render import render, render_track
from engine.timeline import Span
from tests.app.fakes import FakePlayer, Players
from tests.app.random_edges import RATE, Desktop, RandomDialogs, RandomEngine, Watch, Wrong

PATIENCE_MS = 60_000
STUCK_MS = 400
LAG_MS = 300
"""So long after something moved may menus say what was true before."""

MAX_TRACKS, MAX_SECONDS = 6, 60
LEAVES = ("file.quit",)
"""Actions that end the walk."""

PLAIN = Qt.KeyboardModifier.NoModifier
SHIFT, CONTROL, ALT = (
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.AltModifier,
)
LEFT, RIGHT, MIDDLE = Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton, Qt.MouseButton.MiddleButton
FOCUS_KEYS = (
    *(Qt.Key.Key_Tab, Qt.Key.Key_Backtab, Qt.Key.Key_F6, Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up),
    *(Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Escape, Qt.Key.Key_Space, Qt.Key.Key_Delete),
    *(Qt.Key.Key_Backspace, Qt.Key.Key_Home, Qt.Key.Key_End, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown),
)
TEXTS = ("splash cymbal", "0", "1:02.5", "-3", "1e9", "a ~ %s {x}", "", " ", "<b>&amp", "12.031")


class Walk:
    """One window and one random walk through it.

    Args:
        seed: another walk for each.
        folder: where files are put; empty.
        note: is told every step before it is done.
    """

    done: ClassVar[Counter[str]] = Counter()
    """How often each thing was done, over all walks of this process."""

    def __init__(self, seed: int, folder: Path, note: Callable[[str], object] = lambda _text: None) -> None:
        self.rng, self.note, self.watch = random.Random(seed), note, Watch()
        self.dialogs = RandomDialogs(self.rng, folder / "files")
        self.engine, self.players = RandomEngine(self.rng), Players()
        self.desk = Desk(
            Places.under(folder / "places"),
            self.engine,
            self.dialogs,
            model=str(folder),
            open_player=self.players,
            look=None,
        )
        self.desk.store.change(has_seen_tour=True)
        self.window = MainWindow(self.desk)
        for action in LEAVES:
            self.window.actions_[action].setVisible(False)  # or a menu gone through by keys ends the walk
        self.window.manners.dragging.carry = lambda _widget, path: path.exists()
        self.window.actions_.triggered.connect(lambda action: self.done.update((f"action {action}",)))
        self.first, self._desktop = "", Desktop()
        self._history: object = None
        self._stuck = QTimer(interval=STUCK_MS)
        self._stuck.timeout.connect(self._free)

    @property
    def session(self) -> Session:
        return self.desk.session

    def run(self, n_actions: int) -> None:
        """Walk, then undo and redo everything.

        Raises:
            Wrong: something that must never happen did.
        """
        with self.watch.watching():
            try:
                self._begin()
                for _ in range(n_actions):
                    self._step()
                self._undo_everything()
            finally:
                self._leave()
            self._check_quiet()

    # ---- beginning and ending

    def _begin(self) -> None:
        self.window.resize(1300, 850)
        self.window.show()
        QTest.qWaitForWindowExposed(self.window)
        self.window.activateWindow()
        self._until(self.window.isActiveWindow)
        self._stuck.start()
        self._desktop.begin()
        if self.rng.random() < 0.9:
            self.window.open([self.dialogs.files[0]])
            self._settle()
        self._check()

    def _leave(self) -> None:
        self._stuck.stop()
        self._desktop.end()
        self.engine.is_held.clear()
        self._close_popups()
        self.note("leave")
        self.window.leave()
        self.window.deleteLater()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        QApplication.processEvents()

    def _undo_everything(self) -> None:
        self.note("undo and redo everything")
        self.engine.is_held.clear()
        self.window.timeline.gestures.cancel()
        self._settle()
        history = self.session.history
        while history.can_redo:
            self.session.redo()
        last = self.fingerprint()
        while history.can_undo:
            self.session.undo()
        if history is self._history and self.fingerprint() != self.first:
            raise Wrong("undoing everything does not give what was there first")
        while history.can_redo:
            self.session.redo()
        if self.fingerprint() != last:
            raise Wrong("redoing everything does not give what was there last")
        self.done["states"] += len(history.labels)

    def fingerprint(self) -> str:
        """Of everything that is heard, and where it is."""
        document, read = self.session.document, self.desk.reader.read
        digest = hashlib.sha256(repr(document.markers).encode())
        for track in document.tracks:
            digest.update(repr((track.extent, track.gain_db, track.pan)).encode())
            if track.extent.length < MAX_SECONDS * document.sample_rate:
                digest.update(render_track(track, track.extent, read).tobytes())
        if document.extent.length < MAX_SECONDS * document.sample_rate:
            digest.update(render(document, document.extent, read).tobytes())
        return digest.hexdigest()

    # ---- one step

    def _step(self) -> None:
        kinds: list[tuple[int, Callable[[], str]]] = [
            (30, self._press_shortcut),
            (8, self._trigger),
            (22, self._drag),
            (10, self._click),
            (6, self._wheel),
            (6, self._press_plain_key),
            (4, self._type),
            (3, self._use_palette),
            (3, self._drop_files),
            (2, self._resize),
            (3, self._let_sound_run),
            (2, self._hold_engine),
            (5, self._ask_for_takes),
        ]
        weights, steps = zip(*kinds, strict=True)
        step = self.rng.choices(steps, weights)[0]
        self.done[step.__name__.lstrip("_")] += 1
        self.done["actions"] += 1
        said = step()
        QApplication.processEvents()
        if self.rng.random() < 0.3:
            self._settle()
        self._close_popups()
        self._close_dialogs()
        self._keep_small()
        try:
            self._check()
        except Wrong as wrong:
            raise Wrong(f"after {said}: {wrong}") from wrong

    def _say(self, text: str) -> str:
        self.note(text)
        return text

    def _press_shortcut(self) -> str:
        row = self._row([row for row in self._rows() if self._keys(row)])
        said = self._say(f"keys of {row.id}")
        keys = self._keys(row)[0][0]
        target = self._focus()
        QTest.keyPress(target, keys.key(), keys.keyboardModifiers())
        QApplication.processEvents()
        QTest.keyRelease(self._focus(), keys.key(), keys.keyboardModifiers())
        return said

    def _trigger(self) -> str:
        row = self._row([row for row in self._rows() if row.menu])
        said = self._say(f"menu entry {row.id}")
        self.window.actions_[row.id].trigger()
        return said

    def _use_palette(self) -> str:
        row = self._row(self._rows())
        said = self._say(f"palette, {row.text}")
        self.window.manners.show_palette()
        QTest.keyClicks(self._focus(), row.text.rstrip("…")[: self.rng.randrange(1, 9)])
        QTest.keyClick(self._focus(), self.rng.choice((Qt.Key.Key_Return, Qt.Key.Key_Escape)))
        return said

    def _press_plain_key(self) -> str:
        key, n_times = self.rng.choice(FOCUS_KEYS), self.rng.randrange(1, 4)
        keys = self.rng.choice((PLAIN, PLAIN, SHIFT, CONTROL, ALT, SHIFT | CONTROL))
        said = self._say(f"{key} {keys} {n_times} times on {self._named(self._focus())}")
        for _ in range(n_times):
            QTest.keyClick(self._focus(), key, keys)
            QApplication.processEvents()
        return said

    def _type(self) -> str:
        text = self.rng.choice(TEXTS)
        if self.rng.random() < 0.5:
            self.window.edit_prompt()
        said = self._say(f"{text!r} on {self._named(self._focus())}")
        QTest.keyClicks(self._focus(), text)
        if self.rng.random() < 0.5:
            QTest.keyClick(self._focus(), Qt.Key.Key_Return, self.rng.choice((PLAIN, CONTROL)))
        return said

    def _click(self) -> str:
        widget = self._widget(canvas_share=0.5)
        place, button = self._place(widget), self.rng.choice((LEFT, LEFT, LEFT, RIGHT, MIDDLE))
        keys, n_times = self.rng.choice((PLAIN, PLAIN, SHIFT, CONTROL, ALT)), self.rng.choice((1, 1, 1, 2, 3))
        said = self._say(f"{n_times} × {button} {keys} at {place} on {self._named(widget)}")
        with self._alive(widget) as is_alive:
            for n in range(n_times):
                if not is_alive():
                    break
                (QTest.mouseDClick if n == 1 else QTest.mouseClick)(widget, button, keys, place)
            if button == RIGHT and is_alive():
                self._ask_menu(widget, place)
        return said

    def _drag(self) -> str:
        widget = self._widget(canvas_share=0.9)
        keys = self.rng.choice((PLAIN, PLAIN, PLAIN, SHIFT, CONTROL, ALT))
        button = MIDDLE if self.rng.random() < 0.05 else LEFT
        place = self._place(widget)
        said = self._say(f"drag {button} {keys} from {place} on {self._named(widget)}")
        _let_go_of_text(widget)
        with self._alive(widget) as is_alive:
            QTest.mousePress(widget, button, keys, place)
            for _ in range(self.rng.randrange(1, 6)):
                place += QPoint(
                    self.rng.randint(-200, 200), self.rng.choice((0, 0, self.rng.randint(-150, 150)))
                )
                if is_alive():
                    QTest.mouseMove(widget, place)
                    QApplication.processEvents()
                if self.rng.random() < 0.08:
                    self._interrupt()
            if is_alive():
                QTest.mouseRelease(widget, button, keys, place)
        return said

    def _interrupt(self) -> None:
        """Something else happens while the button is held."""
        interruptions = (
            lambda: QTest.keyClick(self._focus(), Qt.Key.Key_Escape),
            lambda: QTest.keyClick(self._focus(), Qt.Key.Key_Z, CONTROL),
            lambda: QTest.keyClick(self._focus(), Qt.Key.Key_Delete),
            lambda: QTest.keyClick(self._focus(), Qt.Key.Key_Q),
            self._press_shortcut,
            self._wheel,
            self._settle,
            self._let_sound_run,
        )
        self.note("… meanwhile")
        self.rng.choice(interruptions)()
        QApplication.processEvents()

    def _wheel(self) -> str:
        widget = self._widget(canvas_share=0.8)
        keys = self.rng.choice((PLAIN, SHIFT, CONTROL, CONTROL, ALT))
        angle = QPoint(self.rng.choice((0, 0, 120)), self.rng.choice((-240, -120, 15, 120, 240, 100_000)))
        place, n_times = QPointF(widget.mapTo(widget.window(), self._place(widget))), self.rng.randrange(1, 8)
        said = self._say(f"{n_times} × wheel {angle} {keys} on {self._named(widget)}")
        handle = widget.window().windowHandle()
        for _ in range(n_times):
            QTest.wheelEvent(handle, place, angle, QPoint(), keys)
        return said

    def _drop_files(self) -> str:
        if len(self.session.document.tracks) >= MAX_TRACKS:
            return self._let_sound_run()
        paths = self.dialogs.open_files("", "")
        said = self._say(f"drop {[path.name for path in paths]}")
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
        target = self.window.timeline if self.window.timeline.isVisible() else self.window
        place = QPointF(self._place(target))
        drop = QDropEvent(place, Qt.DropAction.CopyAction, data, LEFT, PLAIN)
        QApplication.sendEvent(target, drop)
        return said

    def _resize(self) -> str:
        size = QSize(self.rng.randint(400, 1700), self.rng.randint(300, 1100))
        said = self._say(f"resize to {size.width()} × {size.height()}")
        self.window.resize(size)
        return said

    def _let_sound_run(self) -> str:
        said = self._say("sound runs on")
        playing = [player for player in self.players.made if player.is_playing]
        for player in playing:
            self._run_on(player)
        return said

    def _run_on(self, player: FakePlayer) -> None:
        start = max(player.span.start, min(player.position, player.span.stop))
        stop = min(start + self.rng.randint(1, RATE), player.span.stop)
        if player.render is not None and stop > start:
            block = player.render(Span(start, stop))
            audio = getattr(block, "audio", block)
            if isinstance(audio, np.ndarray) and not np.isfinite(audio).all():
                raise Wrong("what is heard is no number")
        player.position = stop
        if stop == player.span.stop and not player.is_loop:
            player.is_playing = False
        QTest.qWait(45)

    def _hold_engine(self) -> str:
        if self.engine.is_held.is_set() or self.rng.random() < 0.4:
            said = self._say("the engine goes on")
            self.engine.is_held.clear()
        else:
            said = self._say("the engine takes its time")
            self.engine.is_held.set()
        self.engine.turn_over()
        return said

    def _ask_for_takes(self) -> str:
        """What the program is for: a stretch, words, and Ctrl+Enter."""
        lanes = [lane.waveform for lane in self.window.timeline.lanes.values()]
        shown = [waveform for waveform in lanes if not waveform.visibleRegion().isEmpty()]
        said = self._say("ask for takes")
        if shown:
            waveform = self.rng.choice(shown)
            start, stop = self._place(waveform), self._place(waveform)
            QTest.mousePress(waveform, LEFT, PLAIN, start)
            QTest.mouseMove(waveform, stop)
            QTest.mouseRelease(waveform, LEFT, PLAIN, stop)
        self.window.edit_prompt()
        QTest.keyClicks(self._focus(), "clap")
        QTest.keyClick(self._focus(), Qt.Key.Key_Return, CONTROL)
        if self.rng.random() < 0.7:
            self._settle()
        return said

    # ---- where

    def _rows(self) -> list[Action]:
        return [row for row in self.window.actions_.table if row.id not in LEAVES]

    def _row(self, rows: list[Action]) -> Action:
        """One of them, mostly one that can be used; each menu as often as any other."""
        if self.rng.random() < 0.8:
            rows = [row for row in rows if row.enabled()] or rows
        menu = self.rng.choice(sorted({row.menu for row in rows}))
        return self.rng.choice([row for row in rows if row.menu == menu])

    def _keys(self, row: Action) -> list[QKeySequence]:
        return self.window.actions_.keymap.sequences(row.id)

    def _focus(self) -> QWidget:
        return QApplication.focusWidget() or QApplication.activeWindow() or self.window

    def _widget(self, canvas_share: float) -> QWidget:
        """A visible one, drawn strips before all others."""
        window = QApplication.activeModalWidget() or QApplication.activeWindow() or self.window
        shown = [w for w in window.findChildren(QWidget) if not w.visibleRegion().isEmpty()]
        drawn = [w for w in shown if isinstance(w, Canvas) or w.property("track_id") is not None]
        if drawn and self.rng.random() < canvas_share:
            return self.rng.choice(drawn)
        return self.rng.choice(shown or [window])

    def _place(self, widget: QWidget) -> QPoint:
        """Anywhere; often where there is something to take hold of."""
        seen = widget.visibleRegion().boundingRect()
        x = self.rng.randint(seen.left(), seen.right())
        y = self.rng.randint(seen.top(), seen.bottom())
        edges = [region.span for track in self.session.document.tracks for region in track.regions]
        edges += [clip.span for track in self.session.document.tracks for clip in track.clips]
        if self.session.selection is not None:
            edges.append(self.session.selection.span)
        if isinstance(widget, Canvas) and edges and self.rng.random() < 0.5:
            span = self.rng.choice(edges)
            x = round(self.session.viewport.to_px(self.rng.choice((span.start, span.stop))))
            x += self.rng.randint(-8, 8)
        if isinstance(widget, Canvas) and self.rng.random() < 0.2:
            y = self.rng.choice((4, 8, seen.bottom() - 4))
        return QPoint(min(max(x, seen.left()), seen.right()), min(max(y, seen.top()), seen.bottom()))

    def _ask_menu(self, widget: QWidget, place: QPoint) -> None:
        reason = QContextMenuEvent.Reason.Mouse
        QApplication.sendEvent(widget, QContextMenuEvent(reason, place, widget.mapToGlobal(place)))

    @contextmanager
    def _alive(self, widget: QWidget) -> Iterator[Callable[[], bool]]:
        yield lambda: shiboken6.isValid(widget)

    @staticmethod
    def _named(widget: QWidget) -> str:
        return f"{type(widget).__name__} “{widget.objectName() or widget.accessibleName()}”"

    # ---- keeping the walk going

    def _free(self) -> None:
        """A menu or a drag with an event loop of its own holds the walk up: leave it."""
        QDrag.cancel()
        popup, modal = QApplication.activePopupWidget(), QApplication.activeModalWidget()
        if popup is not None:
            popup.close()
        elif isinstance(modal, QDialog):
            modal.reject()

    def _close_popups(self) -> None:
        for _ in range(6):
            popup = QApplication.activePopupWidget()
            if popup is None:
                return
            self.note(f"… menu {self._named(popup)}")
            if self.rng.random() < 0.5:
                for _ in range(self.rng.randrange(1, 12)):
                    QTest.keyClick(popup, Qt.Key.Key_Down)
                QTest.keyClick(popup, Qt.Key.Key_Return)
            else:
                QTest.keyClick(popup, Qt.Key.Key_Escape)
            QApplication.processEvents()
            if QApplication.activePopupWidget() is popup:
                popup.close()

    def _close_dialogs(self) -> None:
        """Windows of their own go after a while, so that the walk goes on in the main one."""
        if self.rng.random() < 0.4:
            for window in QApplication.topLevelWidgets():
                if window is not self.window and isinstance(window, QDialog) and window.isVisible():
                    self.note(f"… close {self._named(window)}")
                    window.close()
        if not self.window.isVisible():
            raise Wrong("the window is gone")
        if QApplication.activeWindow() is None:
            self.window.activateWindow()
            self._until(lambda: QApplication.activeWindow() is not None)

    def _keep_small(self) -> None:
        """Take back what makes a document too long to be rendered again and again."""
        document = self.session.document
        too_long = document.extent.length > MAX_SECONDS * document.sample_rate
        if (too_long or len(document.tracks) > MAX_TRACKS) and self.session.history.can_undo:
            self.note("… undo: it gets too large")
            self.session.undo()

    def _settle(self) -> None:
        """Wait for what runs beside the window."""
        desk = self.desk
        workers = [desk.opening.worker, desk.exporting.worker, desk.normalising.worker]
        if not self.engine.is_held.is_set():
            workers.append(desk.generating.worker)
        self._until(lambda: not any(worker.is_busy for worker in workers))

    def _until(self, is_so: Callable[[], bool]) -> None:
        clock = QElapsedTimer()
        clock.start()
        while not is_so():
            if clock.elapsed() > PATIENCE_MS:
                raise Wrong("the window does not come to rest")
            QTest.qWait(2)
        QApplication.processEvents()

    # ---- what is always true

    def _check_quiet(self) -> None:
        if self.watch.found:
            raise Wrong("\n".join(self.watch.found))

    def _check(self) -> None:
        self._check_quiet()
        if self.session.history is not self._history:
            self._history = self.session.history
            if not self.session.history.can_undo:
                self.first = self.fingerprint()
            else:
                self._history = None
        self._check_document(self.session.document)
        self._check_view()
        self._check_actions()

    def _check_document(self, document: Document) -> None:
        replace(document)  # says no where what is always true of one is not
        things = [*document.tracks, *document.markers]
        for track in document.tracks:
            replace(track)
            things += [*track.clips, *track.regions]
        if len({thing.id for thing in things}) != len(things):
            raise Wrong("an identifier is used twice")

    def _check_view(self) -> None:
        session, window = self.session, self.window
        known = [track.id for track in session.document.tracks]
        if list(window.timeline.lanes) != known and sorted(window.timeline.lanes) != sorted(known):
            raise Wrong("the lanes are not those of the document's tracks")
        if session.selection is not None and not set(session.selection.tracks) <= set(known):
            raise Wrong("the selection is on a track that is gone")
        if session.focused_region and session.region is None:
            raise Wrong("the keys are with a region that is gone")
        if not (np.isfinite(session.viewport.start) and session.viewport.samples_per_px > 0):
            raise Wrong(f"nothing can be seen at {session.viewport}")
        if any("Something unexpected" in strip.text for strip in window.messages.strips):
            raise Wrong("something unexpected")
        is_empty = window.timeline.isHidden()
        if is_empty == bool(known):
            raise Wrong("the canvas is hidden, or shown, at the wrong time")

    def _check_actions(self) -> None:
        for row in self._rows():
            action = self.window.actions_[row.id]
            if row.enabled is not always and action.isEnabled() != row.enabled():
                QTest.qWait(LAG_MS)
            if action.isEnabled() != row.enabled():
                raise Wrong(f"{row.id} is shown {'on' if action.isEnabled() else 'off'}, but is not")
            if row.is_on is not None and action.isChecked() != row.is_on():
                raise Wrong(f"{row.id} has a wrong tick")


def _let_go_of_text(widget: QWidget) -> None:
    """Select nothing in a text: selected text is carried by the system's own drag, which no test can lead."""
    text = widget.parentWidget()
    if isinstance(text, (QPlainTextEdit, QTextEdit)):
        cursor = text.textCursor()
        cursor.clearSelection()
        text.setTextCursor(cursor)
