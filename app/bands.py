"""The bands of the window from top to bottom, and the keys that go from one to the next."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import shiboken6
from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QApplication, QWidget

Band = Callable[[], Sequence[QWidget]]
"""Widgets of a band, as they are now: those whose insides take the keys."""


class Bands(QObject):
    """Remembers where in each band the keys were last, and goes back there.

    Args:
        bands: from the first to the last.
    """

    def __init__(self, bands: Sequence[Band], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._bands = tuple(bands)
        self._last: dict[int, QWidget] = {}
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._remember)

    def step(self, by: int) -> None:
        """Give the keys to the next band that can take them, or to the one before."""
        here = self._holding(QApplication.focusWidget())
        order = [(here + by * n) % len(self._bands) for n in range(1, len(self._bands) + 1)]
        if here < 0:
            order = list(range(len(self._bands)))[:: 1 if by > 0 else -1]
        for band in order:
            if self._enter(band):
                return

    def _enter(self, band: int) -> bool:
        last = self._last.get(band)
        is_there = last is not None and shiboken6.isValid(last) and _takes_keys(last)
        found = last if is_there and self._holding(last) == band else None
        found = found or next((w for top in self._bands[band]() if (w := first_stop(top))), None)
        if found is not None:
            found.setFocus(Qt.FocusReason.TabFocusReason)
        return found is not None

    def _holding(self, widget: QWidget | None) -> int:
        if widget is None:
            return -1
        tops = enumerate(band() for band in self._bands)
        return next((n for n, band in tops if any(w is widget or w.isAncestorOf(widget) for w in band)), -1)

    def _remember(self, _old: QWidget | None, now: QWidget | None) -> None:
        band = self._holding(now)
        if now is not None and band >= 0:
            self._last[band] = now


def first_stop(top: QWidget) -> QWidget | None:
    """The first widget in `top`, or itself, that the Tab key would stop at."""
    if not top.isVisible():
        return None
    if (proxy := top.focusProxy()) is not None and _takes_keys(proxy):
        return proxy
    stops = stops_in(top)
    return stops[0] if stops else None


def stops_in(top: QWidget) -> list[QWidget]:
    """All widgets in `top` that the Tab key stops at, in the order in which they were made, which is its own.

    Not by `nextInFocusChain`: there PySide takes each widget for the owner of the next, lets go of that with
    the one before, and has Qt delete it once nobody in Python holds it any more (seen in 6.11).
    """
    return [widget for widget in (top, *top.findChildren(QWidget)) if _takes_keys(widget)]


def _takes_keys(widget: QWidget) -> bool:
    has_stop = bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus)
    is_part = widget.focusProxy() is not None  # as the field within a box of numbers is
    return has_stop and not is_part and widget.isVisible() and widget.isEnabled()
