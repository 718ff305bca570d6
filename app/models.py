"""Which model the next request is for, and what the window may say about it without loading it."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from app.language import marked, tr
from app.settings import Store
from engine import catalogue
from engine.errors import CheckpointError, EngineError
from engine.generate.context import Grid
from engine.model.config import ModelConfig, read_config

_STATES = {"idle": marked("not loaded"), "working": marked("working"), "ready": marked("ready")}


class NoModelError(EngineError):
    """There is no model on this machine; says where one can be had, and where to put it."""

    def __init__(self, known: catalogue.Known) -> None:
        self.page = f"https://huggingface.co/{known.repository}"
        folder = catalogue.models_folder() / known.name
        super().__init__(
            f"There is no model on this machine yet. Get {known.name} (about {known.size_gb:g} GB) from"
            f" {self.page}, put its files into “{folder}”, and generate again."
        )


class Facts:
    """What there is to know of a model's folder without loading it; each thing is looked up once.

    Attributes:
        stamp: what its files were when it was made; with others, all of it may be different.
    """

    def __init__(self, folder: Path) -> None:
        self.folder, self.stamp = folder, _stamp(folder)

    @cached_property
    def config(self) -> ModelConfig | None:
        """What the model is like; None where that cannot be read."""
        try:
            return read_config(self.folder)
        except EngineError:
            return None

    @cached_property
    def words(self) -> catalogue.Words:
        """Its phrase book; empty where it has none."""
        return catalogue.words_of(self.folder)

    @cached_property
    def n_bytes(self) -> int:
        """How large its weights are on disk."""
        return catalogue.size_of(self.folder)


class Models(QObject):
    """The choice of a model; it is loaded by the engine, when the first request comes.

    Args:
        store: remembers the choice.
        wanted: a name or folder that counts for this run alone; "" for what was chosen before.

    Signals:
        changed: nothing; another model was chosen, or its state is another.
    """

    changed = Signal()

    def __init__(self, store: Store, wanted: str = "", parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._store, self._wanted = store, wanted
        self._facts: dict[Path, Facts] = {}
        self._folders: dict[str, Path | None] = {}
        self.look()
        self.state, self.device = "idle", ""

    @property
    def chosen(self) -> str:
        """Name or folder of the model; "" where there is none on this machine."""
        wanted = self._wanted or self._store.settings.model
        if wanted:
            return wanted
        return self._default

    @property
    def label(self) -> str:
        """What the chip says."""
        chosen = self.chosen
        if not chosen:
            return tr("no model")
        told = [Path(chosen).name, self.device.upper(), tr(_STATES.get(self.state, self.state))]
        return " · ".join(word for word in told if word)

    @property
    def folder(self) -> Path | None:
        """Where the model lies; None where it is not here."""
        chosen = self.chosen
        if chosen not in self._folders:
            self._folders[chosen] = _folder(chosen)
        return self._folders[chosen]

    @property
    def config(self) -> ModelConfig | None:
        """What the model is like; None where there is no readable one."""
        return None if self.folder is None else self._of(self.folder).config

    @property
    def words(self) -> catalogue.Words:
        """The phrase book of the model; empty where it has none."""
        return catalogue.Words() if self.folder is None else self._of(self.folder).words

    @property
    def weights_bytes(self) -> int:
        """How large the model's weights are on disk."""
        return 0 if self.folder is None else self._of(self.folder).n_bytes

    def that_hear(self, seconds: float) -> list[str]:
        """Names of the models on this machine, but for the chosen one, that can hear so much at once."""
        found = []
        for entry in self._here:
            config = self._of(entry.folder).config
            grid = None if config is None else Grid.of(config, entry.name)
            if grid and entry.name != self.chosen and grid.limit * grid.hop / grid.sample_rate >= seconds:
                found.append(entry.name)
        return found

    def smaller(self) -> list[str]:
        """Names of the models on this machine with smaller weights than the chosen one's."""
        sizes = {
            entry.name: self._of(entry.folder).n_bytes for entry in self._here if entry.name != self.chosen
        }
        fitting = [name for name, size in sizes.items() if 0 < size < self.weights_bytes]
        return sorted(fitting, key=lambda name: -sizes[name])

    @property
    def grid(self) -> Grid | None:
        """The model's clock, to show what a request would change; None where there is no readable model."""
        folder = self.folder
        if folder is None:
            return None
        config = self.config
        return None if config is None else Grid.of(config, folder.name)

    def reach(self, sample_rate: int) -> int:
        """Samples at that rate which one run makes anew at most; 0 where there is no readable model."""
        return self.grid.reach(sample_rate) if self.grid is not None else 0

    def look(self) -> None:
        """Look at the disk anew; in between, what was found there last is what is said.

        Of models whose files are the same, what is known of them is not looked up again.
        """
        self._here = catalogue.entries()
        entry = catalogue.best_of(self._here)
        self._default = entry.name if entry is not None else ""
        self._folders.clear()
        same = {folder: facts for folder, facts in self._facts.items() if facts.stamp == _stamp(folder)}
        self._facts = same

    def names(self) -> list[str]:
        """Models that are on this machine; of each, all is looked up anew, its phrase book, too."""
        self._facts.clear()
        self.look()
        return [entry.name for entry in self._here]

    def choose(self, model: str) -> None:
        """Take another model from now on.

        Raises:
            CheckpointError: it is not here, or no whole model.
        """
        folder = catalogue.find(model)
        read_config(folder)
        self._wanted = ""
        self._store.change(model=model)
        self.state = "idle"
        self.changed.emit()

    def to_ask(self) -> tuple[str, str]:
        """Model and device of the next request.

        Folders are listed only where the model is another than is known, or gone: this is for the window's
        thread, and some lie far away.

        Raises:
            NoModelError: there is no model on this machine.
            CheckpointError: the one that was chosen is not here; the text says how to get it.
        """
        if not self._is_as_known():
            self.look()
        if not self.chosen:
            raise NoModelError(catalogue.PUBLISHED[0])
        if self.folder is None:
            catalogue.find(self.chosen)  # says how to get it
        else:
            self._of(self.folder)
        return self.chosen, self._store.settings.device

    def show_device(self, device: str) -> None:
        """Say what the engine computes on."""
        if device != self.device:
            self.device = device
            self.changed.emit()

    def show_state(self, state: str) -> None:
        """Say what the engine does with it: `idle`, `working`, `ready`."""
        if state != self.state:
            self.state = state
            self.changed.emit()

    def _is_as_known(self) -> bool:
        """Whether the files of the chosen model are still those that something is known of."""
        folder = self._folders.get(self.chosen)
        facts = None if folder is None else self._facts.get(folder)
        return facts is not None and facts.stamp != "" and facts.stamp == _stamp(facts.folder)

    def _of(self, folder: Path) -> Facts:
        """What is known of the model there."""
        if folder not in self._facts:
            self._facts[folder] = Facts(folder)
        return self._facts[folder]


def _folder(model: str) -> Path | None:
    try:
        return catalogue.find(model) if model else None
    except CheckpointError:
        return None


def _stamp(folder: Path) -> str:
    try:
        return catalogue.stamp_of(folder)
    except OSError:
        return ""  # it has just gone
