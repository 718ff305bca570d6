"""The mask lane: regions as blocks, the latent frames that will really change, and what the model hears."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QWidget

from app.language import tr
from app.session import Session
from app.theme import faded, mixed
from app.timeline import words
from app.timeline.drag import Zone
from app.timeline.gestures import Gestures
from app.timeline.lane import Lane
from app.timeline.name_field import NameField
from app.timeline.spoken import SpokenItems
from engine.document import edits
from engine.document.document import Region
from engine.timeline import Span

_STEPS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}


class MaskLane(Lane):
    """One row under the waveform: a drag marks a region, edges are dragged, arrows go from one to the next.

    Signals:
        region_menu_requested: identifier of a region, QPoint on the screen.
    """

    zone = Zone.MASK
    region_menu_requested = Signal(str, QPoint)

    def __init__(
        self, session: Session, gestures: Gestures, track_id: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(session, gestures, track_id, parent)
        self._window: Span | None = None
        self._regenerated: tuple[Span, ...] = ()
        self._named = ""
        # The lane's children are regions: the field stands beside it.
        self.name_field = NameField(parent or self, tr("Name of the region"))
        self.name_field.setPlaceholderText(tr("Name"))
        self.name_field.named.connect(self._name)
        self.name_field.left.connect(lambda: self.setFocus(Qt.FocusReason.OtherFocusReason))
        self._spoken = SpokenItems(self, self._items)
        self.speak()

    def measure(self) -> None:
        """Room for a row of blocks and the brackets below it."""
        self.setFixedHeight(self.em(2.25))

    def show_plan(self, window: Span | None, regenerated: tuple[Span, ...]) -> None:
        """Draw what a request would hear and what it would rewrite, in samples of the track."""
        if (window, regenerated) != (self._window, self._regenerated):
            self._window, self._regenerated = window, regenerated
            self.update()

    def speak(self) -> None:
        """Say what is here, as a whole and one by one; a name is written no more of what is gone."""
        if self.name_field.isVisible() and self._named_region() is None:
            self.name_field.drop()
        self._speak_of_keys()
        self._spoken.show()

    def _speak_of_keys(self) -> None:
        """Say by the accessible name how many regions there are, or which one has the keys."""
        session, track = self.session, words.track_in(self.session.document, self.track_id)
        focused = next((r for r in track.regions if r.id == session.focused_region), None)
        count = len(track.regions)
        name = tr("Regions of {track}: {n}", track=track.name or tr("the track"), n=count)
        if focused is not None:
            name = words.spoken_region(session.document, focused)
        self.setAccessibleName(name)

    def _items(self) -> Iterator[tuple[str, QRect]]:
        document = self.session.document
        track, zero = words.track_in(document, self.track_id), self.session.zero
        for region in track.regions:
            name = words.spoken_region(document, region, zero)
            yield name, self.region_rect(region).toAlignedRect()

    def show_viewport(self, viewport: object) -> None:
        """Repaint, and move what is spoken along; a name that is being written stays with its block."""
        if (named := self._named_region()) is not None and self.name_field.isVisible():
            self._place_field(named)
        super().show_viewport(viewport)
        self._spoken.move()

    def show_pointed(self, _what: object) -> None:
        """Repaint and speak for another selection or focus."""
        self._speak_of_keys()
        super().show_pointed(_what)

    def region_rect(self, region: Region) -> QRectF:
        """Where a region's block is drawn; never thinner than can be seen."""
        left, right = self.span_px(region.span.start, region.span.stop)
        top, height = self.em(0.25), self.em(1.3)
        return QRectF(left, top, max(4, right - left), height)

    def rename(self, region: Region) -> None:
        """Let the name of a region be written over its block, or at the near edge of what is in sight."""
        self._named = region.id
        self._place_field(region)
        self.name_field.begin(region.name)

    def _place_field(self, region: Region) -> None:
        block = self.region_rect(region).toAlignedRect()
        block.setTop(0)
        block.setHeight(self.height())
        self.name_field.stand_over(self, block, self.em(9))

    def _named_region(self) -> Region | None:
        """The region whose name is written; None where it is gone."""
        regions = words.track_in(self.session.document, self.track_id).regions
        return next((region for region in regions if region.id == self._named), None)

    def _name(self, name: str) -> None:
        if (region := self._named_region()) is not None:
            document = edits.name_region(self.session.document, region.id, name.strip())
            self.session.commit(tr("Name region"), document)

    def draw(self, painter: QPainter, area: QRect) -> None:
        """Context band, brackets, blocks."""
        theme = self.theme
        painter.fillRect(area, theme.panel)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._window is not None:
            self._draw_context(painter, self._window)
        for span in self._regenerated:
            self._draw_bracket(painter, span)
        for region in self.track.regions:
            if self.region_rect(region).adjusted(-3, 0, 3, 0).intersects(area):
                self._draw_region(painter, region)
        painter.fillRect(QRect(area.left(), self.height() - 1, area.width(), 1), theme.border)

    def _draw_context(self, painter: QPainter, window: Span) -> None:
        """A soft band between two chevrons: ⟨ what the model hears ⟩."""
        theme = self.theme
        left, right = self.span_px(window.start, window.stop)
        top, foot, tip = self.em(0.25), self.height() - self.em(0.25), self.em(0.3)
        painter.fillRect(left, 0, right - left, self.height(), faded(theme.region, 0.10))
        painter.setPen(QPen(mixed(theme.region, theme.panel, 0.6), 1.5))
        middle = (top + foot) / 2
        for x, inward in ((left + 1, tip), (right - 1, -tip)):
            painter.drawPolyline(
                QPolygonF([QPointF(x + inward, top), QPointF(x, middle), QPointF(x + inward, foot)])
            )

    def _draw_bracket(self, painter: QPainter, span: Span) -> None:
        """A flat bracket ⎵ under the block, from the first sample that the model rewrites to the last."""
        left, right = self.span_px(span.start, span.stop)
        foot, rise = self.height() - self.em(0.25) + 0.5, self.em(0.35)
        pen = QPen(mixed(self.theme.region, self.theme.panel, 0.85), 1.5)
        pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
        painter.setPen(pen)
        x1, x2 = left + 0.75, max(left + 2, right) - 0.75  # the pen's outer edge is the sample
        painter.drawPolyline(
            QPolygonF(
                [QPointF(x1, foot - rise), QPointF(x1, foot), QPointF(x2, foot), QPointF(x2, foot - rise)]
            )
        )

    def _draw_region(self, painter: QPainter, region: Region) -> None:
        theme, rect = self.theme, self.region_rect(region)
        is_focused = region.id == self.session.focused_region
        color = theme.region if is_focused else mixed(theme.region, theme.panel, 0.5)
        painter.setBrush(color)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.drawRoundedRect(rect, 3, 3)
        if is_focused:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(theme.text, 2 if self.hasFocus() else 1))
            painter.drawRoundedRect(rect.adjusted(-1.5, -1.5, 1.5, 1.5), 4, 4)
        ink = theme.text_on_accent if is_focused or theme.is_dark else theme.text
        self._draw_handles(painter, rect, QPen(faded(ink, 0.6), 1))
        painter.setPen(ink)
        self._draw_label(painter, rect, region)

    def _draw_handles(self, painter: QPainter, rect: QRectF, pen: QPen) -> None:
        if rect.width() < self.em(1.6):
            return
        painter.setPen(pen)
        top, foot = rect.top() + self.em(0.35), rect.bottom() - self.em(0.35)
        for x in (rect.left() + 3.5, rect.left() + 5.5, rect.right() - 3.5, rect.right() - 5.5):
            painter.drawLine(QPointF(x, top), QPointF(x, foot))

    def _draw_label(self, painter: QPainter, rect: QRectF, region: Region) -> None:
        """The name, and after it the region's own prompt between quotation marks, or as much as has room."""
        room = rect.adjusted(self.em(0.65), 0, -self.em(0.6), 0)
        text = words.region_label(region)
        metrics = painter.fontMetrics()
        align = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)
        if metrics.horizontalAdvance(text) > room.width():
            if metrics.horizontalAdvance(f"{text[:2]}…") <= room.width():
                mode = Qt.TextElideMode.ElideRight
                painter.drawText(room, align, metrics.elidedText(text, mode, int(room.width())))
        elif region.prompt is None:
            painter.drawText(room, align, text)
        elif metrics.horizontalAdvance(f"{text}  “{region.prompt[:6]}") <= room.width():
            full = f"{text}  “{region.prompt}”"
            mode = Qt.TextElideMode.ElideRight
            painter.drawText(room, align, metrics.elidedText(full, mode, int(room.width())))
        else:  # a badge says that there is one
            short = f"{text} “”" if metrics.horizontalAdvance(f"{text} “”") <= room.width() else text
            painter.drawText(room, align, short)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Give the region under the pointer the keys and ask for its menu."""
        sample = self.session.viewport.to_sample(event.pos().x())
        under = (r for r in words.track_in(self.session.document, self.track_id).regions if sample in r.span)
        if (region := next(under, None)) is None:
            super().contextMenuEvent(event)
            return
        self.session.focus_region(region.id)
        self.region_menu_requested.emit(region.id, event.globalPos())

    def wants_key(self, event: QKeyEvent) -> bool:
        """Arrows, while the lane has the focus and regions to go to; without, they move the cursor."""
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        is_step = plain and event.key() in _STEPS and bool(self.track.regions)
        return is_step or super().wants_key(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Left and right go to the region before and after."""
        step = _STEPS.get(Qt.Key(event.key()))
        if step is None or event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            super().keyPressEvent(event)
            return
        regions = words.track_in(self.session.document, self.track_id).regions
        if regions:
            ids = [region.id for region in regions]
            focused = self.session.focused_region
            index = ids.index(focused) + step if focused in ids else (0 if step > 0 else len(ids) - 1)
            self.session.focus_region(ids[min(max(index, 0), len(ids) - 1)])
