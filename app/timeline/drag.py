"""The four kinds of drag, and the edit that each of them is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

from PySide6.QtCore import Qt

from app.session import Selection
from engine.document import edits
from engine.document.document import Document, Region
from engine.timeline import Span


class Kind(Enum):
    """What a drag does when it ends."""

    SELECT = "Select region"
    ADD = "Add region"
    SUBTRACT = "Subtract from regions"
    RESIZE = "Resize"


@dataclass(frozen=True, slots=True)
class Edge:
    """One of the two edges of a region."""

    region: Region
    is_start: bool

    @property
    def sample(self) -> int:
        """Where it is."""
        return self.region.span.start if self.is_start else self.region.span.stop

    def moved_to(self, sample: int) -> Span:
        """The region's span with this edge elsewhere; empty where it passes the other one."""
        span = self.region.span
        return (
            Span(min(sample, span.stop), span.stop)
            if self.is_start
            else Span(span.start, max(sample, span.start))
        )


@dataclass(slots=True)
class Drag:
    """A press that may become a drag."""

    track: str
    kind: Kind
    anchor: int
    press_x: int
    edge: Edge | None
    selection_before: Selection | None
    is_moving: bool = False
    x: int = 0
    width_px: int = 0
    refusal: str = ""


SELECTING = (
    Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.ShiftModifier
)


def kind_of(modifiers: Qt.KeyboardModifier, edge: Edge | None) -> Kind:
    """What a press with these keys, on this edge or on none, begins."""
    if modifiers & Qt.KeyboardModifier.AltModifier:  # with Ctrl, too: some window managers keep Alt alone
        return Kind.SUBTRACT
    if modifiers & Qt.KeyboardModifier.ControlModifier:
        return Kind.ADD
    return Kind.RESIZE if edge else Kind.SELECT


def _select(document: Document, drag: Drag, span: Span, _sample: int) -> Document:
    return edits.set_mask(document, drag.track, [span])


def _add(document: Document, drag: Drag, span: Span, _sample: int) -> Document:
    return edits.add_region(document, drag.track, span)[0]


def _subtract(document: Document, drag: Drag, span: Span, _sample: int) -> Document:
    return edits.subtract(document, drag.track, span) if span else document


def _resize(document: Document, drag: Drag, _span: Span, sample: int) -> Document:
    if drag.edge is None:
        raise ValueError("only an edge is resized")
    return edits.resize_region(document, drag.edge.region.id, drag.edge.moved_to(sample))


EDITS: dict[Kind, Callable[[Document, Drag, Span, int], Document]] = {
    Kind.SELECT: _select,
    Kind.ADD: _add,
    Kind.SUBTRACT: _subtract,
    Kind.RESIZE: _resize,
}
