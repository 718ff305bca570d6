"""Which audio outputs there are, which one is wanted and which one is used; and their coming and going."""

from __future__ import annotations

from collections.abc import Callable, Generator
from typing import Any

import numpy as np
from PySide6.QtCore import QObject, QTimer, Signal

from app.jobs import Worker
from app.language import tr
from app.settings import Settings, Store
from engine.audio import outputs
from engine.audio.metering import KWeighting
from engine.audio.outputs import Device, Look
from engine.errors import DeviceError

DEFAULT = ""
"""What is chosen where the system is to decide."""

FIRST_POLL_MS, LAST_POLL_MS, SLOWER = 2000, 15_000, 1.5
"""While an output is missing it is looked for this often: at first, in the long run, and how that changes."""


class Outputs(QObject):
    """Looks for outputs beside the window: at the start, when one is lost, and then until it is back.

    Args:
        store: keeps the choice.
        look: finds what can play now, in another process; None leaves it all to the system's default.

    Signals:
        changed: nothing; what can be played on, or what is used, is another than before.
        switched: nothing; the user has chosen another.
        settled: nothing; a look has ended, and what waited for it can go on.
        lost: a sentence: which output went away and what is used now.
        returned: a sentence: which output is back.
    """

    changed = Signal()
    switched = Signal()
    settled = Signal()
    lost = Signal(str)
    returned = Signal(str)

    def __init__(
        self, store: Store, look: Callable[[], Look] | None = outputs.look, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.devices: tuple[Device, ...] = ()
        """What can play, as far as is known."""
        self.error: DeviceError | None = None
        """Why nothing can be played, where that is known."""
        self.is_free: Callable[[], bool] = lambda: True
        """Whether no stream is open; PortAudio can only then be started anew."""
        self._store, self._look = store, look
        self._is_known = look is None
        self.is_outdated = False
        """Whether there is another list of devices than the one this process knows."""
        self._lost = ""
        self._awaited = ""
        self._worker: Worker | None = None
        self._poll = QTimer(self, singleShot=True, interval=FIRST_POLL_MS)
        self._poll.timeout.connect(self.look_again)
        store.changed.connect(self._settings_changed)

    @property
    def chosen(self) -> str:
        """Key of the output that the user wants; empty for the system's default."""
        return self._store.settings.output_device

    @property
    def used(self) -> Device | None:
        """What playing goes to now: the one that is wanted, or else the default, or else any."""
        ranked = sorted(self.devices, key=lambda d: (d.key != self.chosen, not d.is_default))
        return ranked[0] if ranked else None

    @property
    def key(self) -> str | None:
        """What a player is to be opened with; None for whatever the system does by itself."""
        return (self.chosen or None) if self._look is None else self.used.key if self.used else None

    @property
    def is_ready(self) -> bool:
        """Whether a player can be opened at once; otherwise `look_again`, and wait until it has `settled`."""
        if self._look is None:
            return True
        is_busy = self._worker is not None and self._worker.is_busy
        return self._is_known and not is_busy and bool(self.devices) and not self.is_outdated

    def choose(self, key: str) -> None:
        """Play on this one from now on; empty for the system's default."""
        self._store.change(output_device=key)

    def names(self) -> list[tuple[str, str]]:
        """Key and words of everything that can be chosen, the system's default first."""
        named = [(device.key, device.name) for device in self.devices]
        if self.chosen and self.chosen not in (key for key, _ in named):
            named.append((self.chosen, tr("{name} (not connected)", name=_name(self.chosen))))
        return [(DEFAULT, tr("System default")), *named]

    def look_again(self) -> None:
        """Find out what there is now."""
        if self._look is None:
            self.is_outdated = False
            self.settled.emit()
        elif self._worker is None or not self._worker.is_busy:
            self._poll.stop()
            self._ready_worker().start(self._looking(self._look, self._is_known, self.is_free()))

    def lose(self, name: str) -> None:
        """The device of this name went away while something played."""
        self._lost, self.is_outdated = name, True
        self._awaited = self.chosen
        self._poll.setInterval(FIRST_POLL_MS)
        self.look_again()

    def close(self) -> None:
        """Look no more."""
        self._poll.stop()
        if self._worker is not None:
            self._worker.close()
            self._worker = None

    def _settings_changed(self, before: Settings, after: Settings) -> None:
        if before.output_device != after.output_device:
            self._awaited = ""
            self.switched.emit()

    def _ready_worker(self) -> Worker:
        if self._worker is None:
            self._worker = Worker("outputs", self)
            self._worker.finished.connect(self._looked)
            self._worker.failed.connect(self._looked_in_vain)
        return self._worker

    def _looking(
        self, look: Callable[[], Look], is_known: bool, is_free: bool
    ) -> Generator[Any, None, tuple[tuple[Device, ...], bool]]:
        """What can play, and whether this process knows it, too; runs beside the window."""
        found = tuple(device for device in (yield from look()) if device.is_ready)
        if not is_known:
            KWeighting(44100)(np.zeros((1, 2)))  # what is imported for it would hold up the first sound
            outputs.devices()
            return found, True
        is_same = found == self.devices and not self.is_outdated
        if not is_same and is_free:
            outputs.devices(refresh=True)
        return found, is_same or is_free

    def _looked(self, result: tuple[tuple[Device, ...], bool]) -> None:
        before, (found, is_up_to_date) = self.used, result
        is_new = found != self.devices
        self.devices, self.error = found, None
        self._is_known, self.is_outdated = True, not is_up_to_date
        self._tell()
        self._look_later()
        if is_new or self.used != before:
            self.changed.emit()
        self.settled.emit()

    def _looked_in_vain(self, error: Exception) -> None:
        self.error = error if isinstance(error, DeviceError) else None
        self.devices = ()
        self._tell()
        self._look_later()
        self.changed.emit()
        self.settled.emit()

    def _tell(self) -> None:
        used = self.used
        if self._lost:
            lost, self._lost = self._lost, ""
            self.lost.emit(_loss(lost, used.name if used else ""))
        elif self._awaited and used is not None and used.key == self._awaited:
            self._awaited = ""
            self.returned.emit(
                tr("“{name}” is back; it is used from the next time you play.", name=used.name)
            )

    def _look_later(self) -> None:
        """Poll while what is wanted is missing, more and more seldom."""
        used = self.used
        if used is None or (self.chosen and used.key != self.chosen):
            self._awaited = self._awaited or self.chosen
            self._poll.start()
            self._poll.setInterval(min(LAST_POLL_MS, round(self._poll.interval() * SLOWER)))
        else:
            self._poll.setInterval(FIRST_POLL_MS)


def _name(key: str) -> str:
    """A device's key without its host API."""
    return key.rpartition(", ")[0] or key


def _loss(lost: str, used: str) -> str:
    if used:
        return tr(
            "“{lost}” was lost, and the playhead stays where it is; from now on “{used}” is used.",
            lost=lost,
            used=used,
        )
    return tr(
        "“{lost}” was lost, and the playhead stays where it is; there is no other output. "
        "Everything but hearing goes on working: connect one, and it will be used.",
        lost=lost,
    )
