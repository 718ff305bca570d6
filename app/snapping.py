"""What the edges of drags and trims keep to: the ruler's ticks, zero crossings, or beginnings of sounds."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QFontMetricsF, QGuiApplication

from app.hits import Hits
from app.session import Session
from app.timeline import grid
from app.timeline.look import Snap
from app.timeline.time_format import TimeBase
from engine.audio.onsets import nearest_zero_crossing
from engine.document.document import Track
from engine.document.render import render_track
from engine.errors import EngineError
from engine.timeline import Span, seconds_to_samples

CROSSING_S = 0.010
"""How far away a zero crossing may lie."""

TRANSIENT_PX = 12
"""How close to the beginning of a sound the pointer must come."""

AHEAD_PX = 2000
"""How much of the canvas is looked through before the pointer comes there; wider windows are rare."""


class Snapping(QObject):
    """Moves samples to where the session's snapping lets them go.

    Beginnings of sounds are looked for beside the window: until they are known, edges go where they are
    dragged.

    Signals:
        failed: EngineError; a source could not be read.
    """

    failed = Signal(object)  # EngineError

    def __init__(self, session: Session, hits: Hits, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session, self._hits = session, hits
        session.document_changed.connect(hits.forget_changed)
        for changed in (session.snap_changed, session.viewport_changed, session.document_changed):
            changed.connect(self._look_ahead)

    @property
    def label_px(self) -> float:
        """How far apart the ruler's labels stand."""
        return QFontMetricsF(QGuiApplication.font()).height() * grid.LABEL_EM

    def snapped(self, sample: int, track_id: str = "") -> int:
        """Where an edge goes that is dragged to a sample; itself where nothing is to be kept to.

        Args:
            track_id: whose sound counts; that of the track with the keys where none is given.
        """
        ways: dict[Snap, Callable[[int, Track], int]] = {
            Snap.ZERO: self.to_crossing,
            Snap.TRANSIENT: self._to_transient,
        }
        if self._session.snap is Snap.GRID:
            return self.to_grid(sample)
        track = next((t for t in self._session.document.tracks if t.id == track_id), self._session.track)
        if self._session.snap is Snap.OFF or track is None:
            return sample
        try:
            return ways[self._session.snap](sample, track)
        except EngineError as error:
            self.failed.emit(error)
            return sample

    def to_grid(self, sample: int) -> int:
        """The ruler's nearest tick."""
        session = self._session
        scale, kind, base = (
            session.viewport.samples_per_px,
            session.time_format,
            TimeBase.of(session.document),
        )
        zero = session.zero
        return zero + grid.nearest(sample - zero, scale, kind, base, self.label_px)

    def stepped(self, sample: int, direction: int) -> int:
        """One pixel on, or one tick on the ruler's grid while edges snap to it; back with `direction` -1."""
        session = self._session
        if session.snap is not Snap.GRID:
            return sample + direction * max(1, round(session.viewport.samples_per_px))
        base, scale = TimeBase.of(session.document), session.viewport.samples_per_px
        part = grid.step(scale, session.time_format, base, self.label_px).part
        return self.to_grid(round(self.to_grid(sample) + direction * part))

    def to_crossing(self, sample: int, track: Track) -> int:
        """The nearest zero crossing of what is heard on a track, within 10 ms; itself where there is none.

        Raises:
            AudioFileError: a source cannot be read.
        """
        reach = seconds_to_samples(CROSSING_S, self._session.document.sample_rate)
        around = track.extent.overlap(Span(sample - reach, sample + reach + 1))
        if sample not in around:
            return sample
        sound = render_track(track, around, self._hits.read)
        return around.start + nearest_zero_crossing(sound, sample - around.start)

    def _look_ahead(self, *_what: object) -> None:
        """Know where sounds begin before the pointer comes there, while edges keep to that."""
        session = self._session
        if session.snap is not Snap.TRANSIENT:
            return
        view, document = session.viewport, session.document
        span = Span(view.to_sample(0), view.to_sample(AHEAD_PX))
        tracks = sorted(document.tracks, key=lambda track: track is not session.track)
        self._hits.look_ahead(tracks, document.sample_rate, span)

    def _to_transient(self, sample: int, track: Track) -> int:
        rate = self._session.document.sample_rate
        reach = round(TRANSIENT_PX * self._session.viewport.samples_per_px)
        place = self._hits.near(track, rate, sample, reach)
        return sample if place is None else place
