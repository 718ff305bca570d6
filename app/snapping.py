"""What the edges of drags and trims keep to: the ruler's ticks, zero crossings, or beginnings of sounds."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QFontMetricsF, QGuiApplication

from app.hits import Hits
from app.session import Session
from app.timeline import grid
from app.timeline.look import Snap
from app.timeline.time_format import TimeBase
from engine.document.document import Track
from engine.document.seeking import CROSSING_S
from engine.timeline import Span, seconds_to_samples

TRANSIENT_PX = 12
"""How close to the beginning of a sound the pointer must come."""

AHEAD_PX = 2000
"""How much of the canvas is looked through before the pointer comes there; wider windows are rare."""


class Snapping(QObject):
    """Moves samples to where the session's snapping lets them go.

    Zero crossings and beginnings of sounds are looked for beside the window: until they are known, edges go
    where they are dragged.

    Signals:
        learned: nothing; an edge that is held may have somewhere to go now.
    """

    learned = Signal()

    def __init__(self, session: Session, hits: Hits, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session, self._hits = session, hits
        session.document_changed.connect(hits.forget_changed)
        for blocks in (hits.onsets, hits.crossings):
            blocks.learned.connect(self.learned)
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
        session = self._session
        if session.snap is Snap.GRID:
            return self.to_grid(sample)
        track = next((t for t in session.document.tracks if t.id == track_id), session.track)
        if session.snap is Snap.OFF or track is None:
            return sample
        find = self._to_crossing if session.snap is Snap.ZERO else self._to_onset
        return find(sample, track)

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

    def _look_ahead(self, *_what: object) -> None:
        """Know what edges keep to before the pointer comes there."""
        session = self._session
        if session.snap not in (Snap.ZERO, Snap.TRANSIENT):
            return
        view, document = session.viewport, session.document
        span = Span(view.to_sample(0), view.to_sample(AHEAD_PX))
        tracks = sorted(document.tracks, key=lambda track: track is not session.track)
        blocks = self._hits.crossings if session.snap is Snap.ZERO else self._hits.onsets
        blocks.look_ahead(tracks, document.sample_rate, span)

    def _to_crossing(self, sample: int, track: Track) -> int:
        rate = self._session.document.sample_rate
        reach = seconds_to_samples(CROSSING_S, rate)
        place = self._hits.crossings.near(track, rate, sample, reach) if sample in track.extent else None
        return sample if place is None else place

    def _to_onset(self, sample: int, track: Track) -> int:
        rate = self._session.document.sample_rate
        reach = round(TRANSIENT_PX * self._session.viewport.samples_per_px)
        place = self._hits.onsets.near(track, rate, sample, reach)
        return sample if place is None else place
