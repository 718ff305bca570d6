"""Moving about in time: which stretch the canvas shows, and the bar that shows where that is."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QScrollBar, QWidget

from app.language import tr
from app.session import Session, Viewport
from app.timeline import axis
from engine.timeline import Span

SCROLL_SHARE = 0.1
"""Share of the view that one notch of the wheel, or one step of the bar, scrolls."""

MOST_REVEALED = 3
"""Times what is seen that may be shown at most, so that something new comes into view."""

_BAR_STEPS = 2**30


class Follow(Enum):
    """What the view does when the playhead moves on; the values are what the settings keep."""

    OFF = "off"
    PAGE = "page"
    CENTRE = "centre"

    @classmethod
    def of(cls, kept: str) -> Follow:
        """The one that settings name; turning pages where they name none."""
        return cls(kept) if kept in {mode.value for mode in cls} else cls.PAGE


class Navigator(QObject):
    """Changes the session's viewport, never so far that nothing is left to see.

    While something plays the view goes along as `mode` says. Whoever scrolls away from the playhead is left
    alone until it comes into view again.

    Args:
        session: whose viewport is changed.
        width_px: gives the pixels of the time axis.
    """

    def __init__(self, session: Session, width_px: Callable[[], int], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.width_px = width_px
        self.mode = Follow.PAGE
        self._was_in_view = True
        self._is_held = self._is_following = False
        self._scale = session.viewport.samples_per_px
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

    def zoom_to(self, samples_per_px: float) -> None:
        """Show time at this scale, around the selection or the middle of the view."""
        self.zoom(self.session.viewport.samples_per_px / samples_per_px)

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
        """Go along with the playhead, unless the view was scrolled away from it."""
        is_in_view = self.is_in_view(sample)
        if self._is_held and is_in_view and not self._was_in_view:
            self._is_held = False  # it has come back by itself
        if may_turn and self._was_in_view and not self._is_held:
            self._go_along(sample)
        self._was_in_view = self.is_in_view(sample)

    def follow_again(self) -> None:
        """Something begins to play: wherever the view was scrolled to, it goes along from the start."""
        self._is_held, self._was_in_view = False, True

    def _go_along(self, sample: int) -> None:
        self._is_following = True
        if self.mode is Follow.PAGE:
            self.scroll_to(sample)
        elif self.mode is Follow.CENTRE:
            scale = self.session.viewport.samples_per_px
            self.show(Viewport(sample - 0.5 * self.width_px() * scale, scale))
        self._is_following = False

    def is_in_view(self, sample: int) -> bool:
        """Whether a sample can be seen."""
        return sample in axis.visible_span(self.session.viewport, self.width_px())

    def _look(self, viewport: Viewport) -> None:
        """Somebody scrolled or zoomed, or this did."""
        is_scrolled, self._scale = viewport.samples_per_px == self._scale, viewport.samples_per_px
        self._was_in_view = self.is_in_view(self.session.playhead)
        if not self._is_following:
            self._is_held = not self._was_in_view or (self.mode is Follow.CENTRE and is_scrolled)

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
        self.setAccessibleName(tr("Position in time"))
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
        # in its range first: a view that is still far from what is there now would not fit into Qt's integers
        self.setValue(min(max(0, round((viewport.start - low) / unit)), self.maximum()))
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
