"""The strip of titles above a waveform: a clip's name and gain; a drag moves it, its edges trim it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from PySide6.QtCore import QPoint, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QMouseEvent, QPainter, QPen, QWheelEvent
from PySide6.QtWidgets import QWidget

from app.language import tr
from app.session import Selection, Session
from app.theme import mixed
from app.timeline import grips, words
from app.timeline.clip_drag import Moving
from app.timeline.drag import Kind, Zone
from app.timeline.gestures import Gestures
from app.timeline.lane import Lane
from app.timeline.name_field import NameField
from app.timeline.spoken import SpokenItems
from app.tracks import Stroke
from engine.document import clips
from engine.document.document import Clip

NOTCH = 120
GAIN_PER_NOTCH_DB, FINE = 1.0, 0.1
_STEPS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}


class ClipBar(Lane):
    """One title for each clip of a track.

    Signals:
        clip_menu_requested: identifier of a clip, QPoint on the screen.
    """

    zone = Zone.TITLE
    clip_menu_requested = Signal(str, QPoint)

    def __init__(
        self, session: Session, gestures: Gestures, track_id: str, parent: QWidget | None = None
    ) -> None:
        self._stroke = Stroke()
        super().__init__(session, gestures, track_id, parent)
        self.field = NameField(parent or self, tr("Name of the clip"))  # the strip's children are clips
        self.field.named.connect(self._name)
        self.field.left.connect(lambda: self.setFocus(Qt.FocusReason.OtherFocusReason))
        self._renamed = ""
        self._spoken = SpokenItems(self, self._items)
        self.speak()
        self.setToolTip(
            tr("Drag to move the clip, its edges to trim it, its decibels to turn it up; two clicks name it")
        )

    def measure(self) -> None:
        """Room for one line."""
        self.setFixedHeight(self.em(1.15))

    def speak(self) -> None:
        """Say what is here, as a whole and one by one."""
        self._speak_of_selection()
        self._spoken.show()

    def _speak_of_selection(self) -> None:
        """Say by the accessible name how many clips there are, or which one is selected."""
        document = self.session.document
        clips = words.track_in(document, self.track_id).clips
        selected = next((clip for clip in clips if self._is_selected(clip)), None)
        name = tr("Clips: {count}", count=len(clips))
        self.setAccessibleName(name if selected is None else words.spoken_clip(document, selected))

    def show_pointed(self, what: object) -> None:
        """Repaint and speak for another selection."""
        self._speak_of_selection()
        super().show_pointed(what)

    def show_viewport(self, viewport: object) -> None:
        """Repaint, and move what is spoken along."""
        super().show_viewport(viewport)
        self._spoken.move()

    def _items(self) -> Iterator[tuple[str, QRect]]:
        document, zero = self.session.document, self.session.zero
        for clip in words.track_in(document, self.track_id).clips:
            left, right = self.span_px(clip.span.start, clip.span.stop)
            name = words.spoken_clip(document, clip, zero)
            yield name, QRect(left, 0, max(1, right - left), self.height())

    def title(self, clip: Clip) -> str:
        """What a clip is called, whether it plays backwards, and its gain where that is not 0 dB."""
        backwards = "◀ " if clip.is_reversed else ""
        if clip.is_silent:
            return f"{backwards}{clip.title}  {tr('silent')}"
        if clip.source.is_missing:
            return f"{backwards}{clip.title}  {tr('missing')}"
        return f"{backwards}{clip.title}" + (f"  {words.gain(clip.gain_db)}" if clip.gain_db else "")

    def draw(self, painter: QPainter, area: QRect) -> None:
        """The titles in view."""
        painter.fillRect(area, self.theme.void)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for clip in self.track.clips:
            left, right = self.span_px(clip.span.start, clip.span.stop)
            if right >= area.left() and left <= area.right():
                self._draw_title(painter, clip, QRectF(left, 0, max(2, right - left), self.height()))

    def _draw_title(self, painter: QPainter, clip: Clip, rect: QRectF) -> None:
        theme = self.theme
        is_lit = self._is_selected(clip) or self._is_moving(clip)
        color = mixed(theme.selection if is_lit else theme.waveform, theme.panel, 0.45 if is_lit else 0.3)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(color)
        painter.drawRoundedRect(rect.adjusted(0.5, 1, -0.5, 4), 3, 3)  # its foot is open to the waveform
        if self.hasFocus() and self._is_selected(clip):
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(theme.text, 1.5))
            painter.drawRoundedRect(rect.adjusted(1.5, 1.5, -1.5, 4), 3, 3)
        room = rect.intersected(QRectF(self.rect())).adjusted(self.em(0.4), 0, -self.em(0.3), 0)
        if room.width() < self.em(1):
            return
        title = self.title(clip)
        if tag := grips.gain_tag(self.session, clip, self.width()):
            room.setRight(tag[0])
            title = self.title(replace(clip, gain_db=0.0))
            self._draw_tag(painter, clip, QRectF(tag[0], 0, tag[1] - tag[0], self.height()))
        painter.setPen(theme.text)
        text = painter.fontMetrics().elidedText(title, Qt.TextElideMode.ElideRight, int(room.width()))
        painter.drawText(room, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), text)

    def _draw_tag(self, painter: QPainter, clip: Clip, rect: QRectF) -> None:
        """The clip's gain; where it is 0 dB only while the pointer is near."""
        is_near = clip.span.start <= self.session.viewport.to_sample(self.hover_x) < clip.span.stop
        if clip.gain_db or is_near:
            painter.setPen(self.theme.text if clip.gain_db else self.theme.text_dim)
            place = rect.adjusted(0, 0, -self.em(0.2), 0)
            align = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight)
            painter.drawText(place, align, words.gain(clip.gain_db))

    # ---- names

    def rename(self, clip: Clip) -> None:
        """Let the name of a clip be written in its title."""
        left, right = self.span_px(clip.span.start, clip.span.stop)
        left, right = max(0, left), min(self.width(), right)
        self._renamed = clip.id
        self.field.stand_over(self, QRect(left, 0, right - left, self.height()), self.em(8))
        self.field.begin(clip.title)

    def _name(self, name: str) -> None:
        document = self.session.document
        if any(clip.id == self._renamed for track in document.tracks for clip in track.clips):
            self.session.commit(tr("Name clip"), clips.name_clip(document, self._renamed, name))

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """On the gain: back to 0 dB. On the rest of a title: write another name."""
        if event.button() != Qt.MouseButton.LeftButton:
            return
        grip = self.gestures.grip_at(self.place_of(event))
        if grip is None or grip.clip is None:
            return
        if grip.kind is Kind.GAIN:
            label = tr("Gain of “{clip}”", clip=grip.clip.title)
            self.session.commit(label, clips.set_clip_gain(self.session.document, grip.clip.id, 0.0))
        else:
            self.rename(grip.clip)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """The gain comes up where the pointer is."""
        super().mouseMoveEvent(event)
        self.update()

    def _is_selected(self, clip: Clip) -> bool:
        selection = self.session.selection
        return selection is not None and self.track_id in selection.tracks and selection.span == clip.span

    def _is_moving(self, clip: Clip) -> bool:
        drag = self.gestures.drag
        return isinstance(drag, Moving) and drag.clip.id == clip.id

    def wheelEvent(self, event: QWheelEvent) -> None:
        """With Ctrl over a title: the clip's gain, in quick turns one undo step; Shift is finer."""
        clip = grips.clip_under(self.session, self.track_id, round(event.position().x()))
        if clip is None or clip.is_silent or not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            event.ignore()
            return
        turned = event.angleDelta().y() or event.angleDelta().x()
        notches = max(-4.0, min(4.0, turned / NOTCH))
        is_fine = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        gain_db = round(clip.gain_db + notches * GAIN_PER_NOTCH_DB * (FINE if is_fine else 1), 2)
        after = clips.set_clip_gain(self.session.document, clip.id, gain_db)
        label = tr("Gain of “{clip}”", clip=clip.title)
        self.session.commit(label, after, merge=self._stroke.key(f"clip gain {clip.id}"))
        event.accept()

    def wants_key(self, event: QKeyEvent) -> bool:
        """Left and right, while the strip has the keys."""
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        return (plain and event.key() in _STEPS) or super().wants_key(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Left and right select the clip before and after."""
        clips = words.track_in(self.session.document, self.track_id).clips
        if not clips or event.key() not in _STEPS or not self.wants_key(event):
            super().keyPressEvent(event)
            return
        step = _STEPS[Qt.Key(event.key())]
        places = [index for index, clip in enumerate(clips) if self._is_selected(clip)]
        index = places[0] + step if places else (0 if step > 0 else len(clips) - 1)
        clip = clips[min(max(index, 0), len(clips) - 1)]
        self.session.select(Selection(self.track_id, clip.span))

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Select the clip under the pointer and ask for its menu."""
        clip = grips.clip_under(self.session, self.track_id, event.pos().x())
        if clip is None:
            super().contextMenuEvent(event)
            return
        self.session.select(Selection(self.track_id, clip.span))
        self.clip_menu_requested.emit(clip.id, event.globalPos())

    @property
    def plain_cursor(self) -> Qt.CursorShape:
        """Nothing is written here."""
        return Qt.CursorShape.ArrowCursor
