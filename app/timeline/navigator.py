"""Moving about in time: which stretch the canvas shows, and the bar that shows where that is."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QScrollBar, QWidget

from app.session import Session, Viewport
from app.timeline import axis
from engine.timeline import Span

SCROLL_SHARE = 0.1
"""Share of the view that one notch of the wheel, or one step of the bar, scrolls."""

MOST_REVEALED = 3
"""Times what is seen that may be shown at most, so that something new comes into view."""

_BAR_STEPS = 2**30


class Navigator(QObject):
    """Changes the session's viewport, never so far that nothing is left to see.

    Args:
        session: whose viewport is changed.
        width_px: gives the pixels of the time axis.
    """

    def __init__(self, session: Session, width_px: Callable[[], int], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.width_px = width_px
        self._was_in_view = True
        session.viewport_changed.connect(self._look)

    @property
    def extent(self) -> Span:
        """What there is to look at."""
        return axis.shown_extent(self.session.document)

    def show(self, viewport: Viewport) -> None:
        """Show this, or the nearest that shows something."""
        if self.extent:
            self.session.show(axis.clamped(viewport, self.extent, self.width_px()))

    def zoom(self, factor: float, at_px: float | None = None) -> None:
        """`factor` times as much detail; the sample at `at_px` stays, or else the selection or the middle."""
        fixed_px = self._middle() if at_px is None else at_px
        self.show(axis.zoomed(self.session.viewport, factor, fixed_px))

    def fit(self) -> None:
        """Show everything."""
        if self.extent:
            self.show(axis.fitted(self.extent, self.width_px()))

    def fit_selection(self) -> bool:
        """Show the selection, or else the focused region; False where there is neither."""
        selection, region = self.session.selection, self.session.region
        span = selection.span if selection and selection.span else region.span if region else None
        if span is None:
            return False
        self.show(axis.fitted(span, self.width_px(), margin=0.1))
        return True

    def scroll_to(self, sample: int) -> None:
        """Bring a sample into view, unless it is."""
        if not self.is_in_view(sample):
            scale = self.session.viewport.samples_per_px
            self.show(Viewport(sample - 0.1 * self.width_px() * scale, scale))

    def reveal(self, span: Span) -> None:
        """Bring all of a stretch into view: beside what is seen now where both fit well, or else alone."""
        shown = axis.visible_span(self.session.viewport, self.width_px())
        if shown.contains(span):
            return
        both = Span(min(shown.start, span.start), max(shown.stop, span.stop)).overlap(self.extent)
        is_near = both.length <= MOST_REVEALED * max(shown.length, span.length)
        self.show(axis.fitted(both if is_near else span, self.width_px(), margin=0.02 if is_near else 0.1))

    def scroll_by(self, n_px: int) -> None:
        """Move on by so many pixels."""
        viewport = self.session.viewport
        self.show(Viewport(viewport.start + n_px * viewport.samples_per_px, viewport.samples_per_px))

    def follow(self, sample: int, *, may_turn: bool) -> None:
        """Turn the page when the playhead runs out of view; one scrolled away from it is left where it is."""
        if self._was_in_view and may_turn:
            self.scroll_to(sample)
        self._was_in_view = self.is_in_view(sample)

    def is_in_view(self, sample: int) -> bool:
        """Whether a sample can be seen."""
        return sample in axis.visible_span(self.session.viewport, self.width_px())

    def _look(self, _viewport: object) -> None:
        self._was_in_view = self.is_in_view(self.session.playhead)

    def _middle(self) -> float:
        """The middle of the selection if it is in view, otherwise of the view."""
        selection, width_px = self.session.selection, self.width_px()
        if selection:
            x = self.session.viewport.to_px((selection.span.start + selection.span.stop) / 2)
            if 0 <= x <= width_px:
                return x
        return width_px / 2


class TimeBar(QScrollBar):
    """The horizontal scroll bar."""

    def __init__(self, navigator: Navigator, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.navigator = navigator
        self.setObjectName("timeAxis")
        self.setAccessibleName("Position in time")
        self.valueChanged.connect(self._scroll)

    def show_position(self) -> None:
        """Stand where the view is."""
        viewport, (low, high) = self.navigator.session.viewport, self._range()
        unit = self._unit(low, high)
        page = round(self.navigator.width_px() * viewport.samples_per_px / unit)
        self.blockSignals(True)
        self.setRange(0, round((high - low) / unit))
        self.setPageStep(max(1, page))
        self.setSingleStep(max(1, round(page * SCROLL_SHARE)))
        self.setValue(round((viewport.start - low) / unit))
        self.blockSignals(False)

    def _range(self) -> tuple[float, float]:
        scale = self.navigator.session.viewport.samples_per_px
        return axis.scroll_range(self.navigator.extent, scale, self.navigator.width_px())

    def _unit(self, low: float, high: float) -> float:
        """Samples of one step: a pixel, or more where Qt's integers would not suffice."""
        return max(self.navigator.session.viewport.samples_per_px, (high - low) / _BAR_STEPS)

    def _scroll(self, value: int) -> None:
        low, high = self._range()
        scale = self.navigator.session.viewport.samples_per_px
        self.navigator.show(Viewport(low + value * self._unit(low, high), scale))
