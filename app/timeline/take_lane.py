"""The take lane: a region's answers, in one line of chips or in rows; a click chooses what is heard."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QEvent, QPoint, QRect, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QApplication, QToolTip, QWidget

from app.language import tr
from app.session import Session
from app.timeline import words
from app.timeline.name_field import NameField
from app.timeline.spoken import SpokenItems
from app.timeline.take_canvas import TakeCanvas
from app.timeline.take_label import Row
from app.timeline.take_rows import INSET_PX
from app.timeline.thumbnails import Thumbnails
from engine.document import edits, takes
from engine.document.document import ORIGINAL
from engine.timeline import Span


class TakeLane(TakeCanvas):
    """The original and each take as a chip or a row; hidden while no region of the track has any.

    Folded, all stand in one line; a double click unfolds it. Unfolded, the joins of what is heard can be
    dragged.

    Signals:
        menu_requested: Row, QPoint on the screen.
        drag_asked: Row, which shall be dragged out of the window.
        resized: nothing; it takes up another height.
    """

    menu_requested = Signal(object, QPoint)
    drag_asked = Signal(object)  # Row
    resized = Signal()

    def __init__(
        self, session: Session, thumbnails: Thumbnails, track_id: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(session, thumbnails, track_id, parent)
        self._spoken = SpokenItems(self, self._items)
        self._chosen: dict[str, int] = {}
        self._pressed: tuple[Row, QPoint] | None = None
        self._named: Row | None = None
        self.name_field = NameField(parent or self, tr("Name of the take"))  # the lane's children are takes
        self.name_field.setPlaceholderText(tr("Name"))
        self.name_field.named.connect(self._name)
        self.name_field.left.connect(lambda: self.setFocus(Qt.FocusReason.OtherFocusReason))
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        session.region_focused.connect(self.show_focus)
        session.unfolded.connect(self._fold)
        thumbnails.changed.connect(self.update)
        self.show_document()

    def show_document(self, where: Span | None = None) -> None:
        """Draw anew, and speak; where another take is chosen, the keys go there.

        Args:
            where: the stretch in which a line of takes looks otherwise; None where that may be anywhere.
        """
        chosen = {region.id: region.chosen for region in self.track.regions}
        if chosen != self._chosen:
            self._chosen, self.cursor_at = chosen, None
            self._reveal()
        self._drop_what_is_gone()
        self.measure()
        self.speak()
        # unfolded, all may stand in other rows; with the keys, their mark may go to another region
        self.update_stretch(where if self.is_folded and not self.hasFocus() else None)

    def _drop_what_is_gone(self) -> None:
        """Nothing is dragged or named any more that is not there as it was."""
        if self.join is not None and self._now(self.join.row) != self.join.row:
            self.join = None
        if self._pressed is not None and self._now(self._pressed[0]) is None:
            self._pressed = None
        if self._named is not None and self._now(self._named) is None:
            self.name_field.drop()

    def _now(self, row: Row) -> Row | None:
        """The same row in the document as it stands; None where it is gone."""
        known = (row.region.id, row.number)
        return next((now for now in self.rows() if (now.region.id, now.number) == known), None)

    def _fold(self, track_id: str) -> None:
        if track_id == self.track_id:
            self._reveal()
            self.show_document()
            self.resized.emit()

    def _reveal(self) -> None:
        """Scroll to what is heard of the region that has the keys."""
        row = self.current_row()
        if row is not None:
            stack = self.stack
            lowest = row.index - stack.n_shown + 1
            self.first = max(0, min(stack.last_first, max(lowest, min(self.first, row.index))))

    def rename(self, region_id: str) -> None:
        """Write the name of the take that is heard of a region, in its place."""
        row = next((row for row in self.rows() if row.region.id == region_id and row.is_chosen), None)
        if row is None or row.take is None:
            return
        self._named = row
        place = self.row_rect(row).toAlignedRect()
        place.setHeight(max(place.height(), self.row_height - INSET_PX))
        self.name_field.stand_over(self, place, self.em(9))
        self.name_field.begin(row.take.name)

    def _name(self, name: str) -> None:
        row = self._now(self._named) if self._named is not None else None
        if row is not None:
            label = tr("Rename {take} of {region}", **self._names(row))
            after = takes.name_take(self.session.document, row.region.id, row.number, name)
            self.session.commit(label, after)

    def _names(self, row: Row) -> dict[str, str]:
        region = words.region_name(row.region)
        return {"take": words.take_name(row.number), "region": region}

    def show_focus(self, _region_id: str) -> None:
        """Repaint and speak for another focused region."""
        self.speak()
        self.update()

    def speak(self) -> None:
        """Say by the accessible name which take the keys are on."""
        row = self.current_row()
        name = tr("Takes") if row is None else words.spoken_take(row.region, row.take)
        self.setAccessibleName(name)
        self.setAccessibleDescription(tr("Enter lets this take be heard"))
        self._spoken.show()

    def _items(self) -> Iterator[tuple[str, QRect]]:
        for row in self.rows():
            yield words.spoken_take(row.region, row.take), self.row_rect(row).toAlignedRect()

    def show_viewport(self, viewport: object) -> None:
        """Repaint, and move what is spoken along."""
        super().show_viewport(viewport)
        self._spoken.move()

    def choose(self, row: Row) -> None:
        """Let this take be heard: one undo step."""
        label = tr("Choose {take} of {region}", **self._names(row))
        self.cursor_at = (row.region.id, row.number)
        self.session.focus_region(row.region.id)
        self.session.commit(label, edits.choose_take(self.session.document, row.region.id, row.number))
        self.speak()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take hold of a join, or choose what is under the pointer."""
        place = event.position()
        row, join = self.row_at(place.x(), place.y()), self.join_at(place.x(), place.y())
        if join is not None and event.button() == Qt.MouseButton.LeftButton:
            self.join, self.fade = join, join.length
        elif row is None:
            event.ignore()
        elif event.button() == Qt.MouseButton.LeftButton:
            self._pressed = (row, place.toPoint())
            self.choose(row)
        elif event.button() == Qt.MouseButton.RightButton:
            self.menu_requested.emit(row, event.globalPosition().toPoint())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag a join, or a take out of the window; else a hand over what can be chosen."""
        place = event.position()
        if self.join is not None:
            sample = self.session.viewport.to_sample(place.x())
            self.fade = self.join.dragged_to(sample)
            self.update()
        elif self._pressed is not None and event.buttons() & Qt.MouseButton.LeftButton:
            row, start = self._pressed
            if (place.toPoint() - start).manhattanLength() >= QApplication.startDragDistance():
                self._pressed = None
                self.drag_asked.emit(row)
        else:
            self._show_cursor(place.x(), place.y())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let a join go where it is: one undo step."""
        self._pressed = None
        join, self.join = self.join, None
        if join is not None and join.row.take is not None and self.fade != join.length:
            label = tr("Crossfade of {take} of {region}", **self._names(join.row))
            number = join.row.number
            after = edits.set_take_crossfade(self.session.document, join.row.region.id, number, self.fade)
            self.session.commit(label, after)
        self.update()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Unfold, or fold again."""
        if event.button() == Qt.MouseButton.LeftButton:
            self.session.unfold(self.track_id, is_unfolded=self.is_folded)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scroll through many rows; at their ends, and with a modifier, the timeline moves."""
        steps = -1 if event.angleDelta().y() > 0 else 1
        first = max(0, min(self.stack.last_first, self.first + steps))
        if self.is_folded or event.modifiers() or not event.angleDelta().y() or first == self.first:
            event.ignore()
            return
        self.first = first
        self.speak()
        self.update()

    def _show_cursor(self, x: float, y: float) -> None:
        shape = Qt.CursorShape.PointingHandCursor if self.row_at(x, y) else Qt.CursorShape.ArrowCursor
        self.setCursor(Qt.CursorShape.SizeHorCursor if self.join_at(x, y) else shape)

    def wants_key(self, event: QKeyEvent) -> bool:
        """Arrows and Enter, without modifiers; Escape while a join is dragged."""
        if event.key() == Qt.Key.Key_Escape:
            return self.join is not None
        return event.key() in _KEYS and not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier

    def event(self, event: QEvent) -> bool:
        """Tooltips by row; the lane's keys before the window's shortcuts."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            self._tell(event)
            return True
        is_override = event.type() == QEvent.Type.ShortcutOverride
        if is_override and isinstance(event, QKeyEvent) and self.wants_key(event):
            event.accept()
            return True
        return super().event(event)

    def tooltip(self, row: Row) -> str:
        """What is said about a row: why it is suspect, its prompt, how to choose it."""
        if row.take is None:
            return tr("The sound that was there before")
        take = row.take
        lines = [tr("Suspect: {why}", why=tr(take.suspect))] if take.suspect else []
        lines += [f"“{take.prompt}”"] if take.prompt else []
        lines += [tr("The source has changed since this take was made")] if take.is_stale else []
        if take.match_db:
            lines.append(tr("{db} dB, to be compared fairly", db=f"{take.match_db:+.1f}"))
        told = tr("Take {number}, seed {seed}: click to hear it in place", number=row.number, seed=take.seed)
        return "\n".join([*lines, told])

    def _tell(self, event: QHelpEvent) -> None:
        row = self.row_at(event.pos().x(), event.pos().y())
        if row is None:
            QToolTip.hideText()
        else:
            QToolTip.showText(event.globalPos(), self.tooltip(row), self)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Up and down go through the takes of a region, left and right through regions, Enter chooses."""
        row = self.current_row()
        if event.key() == Qt.Key.Key_Escape and self.join is not None:
            self.join = None
            self.update()
        elif row is None or not self.wants_key(event):
            super().keyPressEvent(event)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.choose(row)
        else:
            self._go(row, *_KEYS[Qt.Key(event.key())])

    def _go(self, row: Row, regions: int, takes: int) -> None:
        answered = [r for r in self.track.regions if r.takes]
        index = min(max(answered.index(row.region) + regions, 0), len(answered) - 1)
        region = answered[index]
        at = min(max(row.index + takes, 0), len(region.takes))
        self.cursor_at = (region.id, region.takes[at - 1].number if at else ORIGINAL)
        self.session.focus_region(region.id)
        self._reveal()
        self.show_focus(region.id)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show where the keys go."""
        self.update()
        super().focusInEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Show that they go elsewhere."""
        self.update()
        super().focusOutEvent(event)


_KEYS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
    Qt.Key.Key_Return: (0, 0),
    Qt.Key.Key_Enter: (0, 0),
}
