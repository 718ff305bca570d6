"""How things are shown: waveform or spectrogram, scales, counting, snapping; what is chosen is remembered."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QObject, Signal

from app.language import marked, tr
from app.session import Session
from app.settings import Store
from app.timeline import scales
from app.timeline.look import Scale, Show, Snap
from app.timeline.time_format import TimeFormat

_SHOWN = {
    Show.WAVEFORM: marked("Waveform"),
    Show.SPECTROGRAM: marked("Spectrogram"),
    Show.BOTH: marked("Waveform and spectrogram"),
}
_SNAPPED = {
    Snap.OFF: marked("Edges go where they are dragged"),
    Snap.GRID: marked("Edges snap to the ruler"),
    Snap.ZERO: marked("Edges snap to zero crossings"),
    Snap.TRANSIENT: marked("Edges snap to where sounds begin"),
}


class Display(QObject):
    """Commands on how the session is looked at.

    Signals:
        hinted: a sentence for the status line.
    """

    hinted = Signal(str)

    def __init__(self, session: Session, store: Store, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session, self._store = session, store
        kept, self._last_snap = store.settings, Snap.GRID
        if kept.snap in {snap.value for snap in Snap}:
            session.set_snap(Snap(kept.snap))
        if kept.time_format in {kind.value for kind in TimeFormat}:
            session.set_time_format(TimeFormat(kept.time_format))
        if kept.spectrogram_scale in {scale.value for scale in Scale}:
            session.set_spectrogram(replace(session.spectrogram, scale=Scale(kept.spectrogram_scale)))

    # ---- a track

    def has_track(self) -> bool:
        """Whether there is a track to look at."""
        return self._session.track is not None

    def shows(self, show: Show) -> bool:
        """Whether the track with the keys shows this."""
        track = self._session.track
        return track is not None and self._session.look(track.id).show is show

    def show(self, show: Show) -> None:
        """Let the track with the keys show this."""
        if (track := self._session.track) is not None:
            self._session.set_look(track.id, replace(self._session.look(track.id), show=show))
            self.hinted.emit(tr(_SHOWN[show]))

    def shows_spectrogram(self) -> bool:
        """Whether the track with the keys shows a spectrogram, alone or with its waveform."""
        track = self._session.track
        return track is not None and self._session.look(track.id).show is not Show.WAVEFORM

    def show_next(self) -> None:
        """Waveform, spectrogram, both, in turn."""
        if (track := self._session.track) is not None:
            order = list(Show)
            now = order.index(self._session.look(track.id).show)
            self.show(order[(now + 1) % len(order)])

    def magnify(self, notches: float) -> None:
        """Draw the waveform of the track with the keys taller, or lower where negative."""
        if (track := self._session.track) is not None:
            self.hinted.emit(scales.magnify(self._session, track.id, notches))

    def magnify_no_more(self) -> None:
        """Draw it as it is."""
        if (track := self._session.track) is not None:
            self._session.set_look(track.id, replace(self._session.look(track.id), amplitude=1.0))

    def is_magnified(self) -> bool:
        """Whether the waveform of the track with the keys is drawn taller than it is."""
        track = self._session.track
        return track is not None and self._session.look(track.id).amplitude != 1

    def fit_heights(self) -> None:
        """Let all tracks share the height that there is."""
        for track in self._session.document.tracks:
            self._session.set_look(track.id, replace(self._session.look(track.id), height_px=0))

    # ---- spectrograms

    def has_spectrogram(self) -> bool:
        """Whether a spectrogram is shown."""
        looks = (self._session.look(track.id) for track in self._session.document.tracks)
        return any(look.show is not Show.WAVEFORM for look in looks)

    def is_mel(self) -> bool:
        """Whether frequencies are spread as they are heard."""
        return self._session.spectrogram.scale is Scale.MEL

    def switch_scale(self) -> None:
        """Frequencies as they are heard, or in equal ratios."""
        scale = Scale.LOG if self.is_mel() else Scale.MEL
        self._session.set_spectrogram(replace(self._session.spectrogram, scale=scale))
        self._store.change(spectrogram_scale=scale.value)

    def widen_range(self, notches: float) -> None:
        """More decibels between the darkest and the brightest colour, or fewer where negative."""
        self.hinted.emit(scales.widen_range(self._session, notches))

    def brighten(self, notches: float) -> None:
        """Quieter sounds in bright colours, or only louder ones where negative."""
        self.hinted.emit(scales.brighten(self._session, notches))

    # ---- counting and snapping

    def counts_in(self, kind: TimeFormat) -> bool:
        """Whether ruler and fields count like this."""
        return self._session.time_format is kind

    def count_in(self, kind: TimeFormat) -> None:
        """Let ruler and fields count like this."""
        self._session.set_time_format(kind)
        self._store.change(time_format=kind.value)

    def snaps_to(self, snap: Snap) -> bool:
        """Whether edges keep to this."""
        return self._session.snap is snap

    def snap_to(self, snap: Snap) -> None:
        """Let edges keep to this."""
        self._session.set_snap(snap)
        self._store.change(snap=snap.value)
        self.hinted.emit(tr(_SNAPPED[snap]))

    def does_snap(self) -> bool:
        """Whether edges keep to anything."""
        return self._session.snap is not Snap.OFF

    def switch_snap(self) -> None:
        """Let edges keep to nothing, or to what they kept to last."""
        if self.does_snap():
            self._last_snap = self._session.snap
            self.snap_to(Snap.OFF)
        else:
            self.snap_to(self._last_snap)

    def does_loop_follow(self) -> bool:
        """Whether the loop goes with the selection."""
        return self._session.does_loop_follow

    def switch_loop_follows(self) -> None:
        """Let the loop go with the selection, or not."""
        self._session.set_loop_follows(not self._session.does_loop_follow)
        self._store.change(loops_selection=self._session.does_loop_follow)
