"""Files that leave: what is wished for, where they go, and the work that writes them."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Generator, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Protocol

from PySide6.QtCore import QObject

from app.language import marked, tr
from app.panels.export import Exporting
from app.session import Session
from app.settings import Store
from engine.audio.files import Reader
from engine.document.document import Document
from engine.export import leaving, naming, passage, pieces, session
from engine.export.leaving import Piece, Written
from engine.export.pieces import Which
from engine.export.shape import Shape
from engine.export.track import Watch
from engine.generate.request import Progress
from engine.timeline import Span


class Asking(Protocol):
    """Asks for places; the outer edge that tests replace."""

    def save_file(self, title: str, suggested: Path) -> Path | None:
        """A file to write; None where the user thought better."""
        ...

    def folder(self, title: str, folder: str) -> Path | None:
        """A folder; None where the user thought better."""
        ...

    def show_folder(self, folder: Path) -> None:
        """Show a folder in the desktop's own window."""
        ...


class What(StrEnum):
    """What an export makes."""

    MIX = marked("The whole mix")
    SELECTION = marked("The selection of the mix")
    LOOP = marked("The loop of the mix")
    STEMS = marked("Stems: one file a track")
    CHANGES = marked("Only what I changed")
    SESSION = marked("A session for another program")


MIXES = (What.MIX, What.SELECTION, What.LOOP)
"""What may have a rate of its own; all else stays at that of the session."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What the user wants to leave, and how.

    Attributes:
        session: suffix of the session that `What.SESSION` makes.
        beside: suffixes of the sessions of stems that are written beside them.
        template: names of several files; "" for what is usual.
    """

    what: What = What.MIX
    shape: Shape = Shape()  # noqa: RUF009 (a Shape is frozen)
    session: str = session.SUFFIXES[0]
    which: Which = Which.AUDIBLE
    with_master: bool = False
    at_fader: bool = True
    beside: tuple[str, ...] = ()
    template: str = ""

    @property
    def is_folder(self) -> bool:
        """Whether it becomes several files."""
        return self.what in (What.STEMS, What.CHANGES)

    @property
    def suffix(self) -> str:
        """How its file ends."""
        return self.session if self.what is What.SESSION else self.shape.suffix


@dataclass(frozen=True, slots=True)
class Left:
    """What came of a wish: files, all of them read back, and where they lie."""

    paths: tuple[Path, ...]
    folder: Path
    n_clipped: int = 0
    is_lossy: bool = False
    is_rf64: bool = False

    @property
    def sentence(self) -> str:
        """For the strip."""
        one, many = self.paths[0].name, len(self.paths)
        checked = tr("read back and right")
        if self.is_lossy:
            checked = tr("read back; start, length and rate are right")
        told = tr("“{file}” is written, {checked}.", file=one, checked=checked)
        if many > 1:
            told = tr("{n} files are written, {checked}.", n=many, checked=checked)
        if self.is_rf64:
            told += " " + tr("It is an RF64, as a WAV ends at 4 GiB.")
        if self.n_clipped:
            too_loud = tr("1 sample was too loud and was cut off;")
            if self.n_clipped > 1:
                too_loud = tr("{n} samples were too loud and were cut off;", n=self.n_clipped)
            told += " " + too_loud + " " + tr("turn the tracks down, or choose 32-bit float.")
        return told


@dataclass(frozen=True, slots=True)
class Order:
    """A wish with all that its work needs: nothing of it changes when the session does."""

    wish: Wish
    document: Document
    span: Span
    selected: tuple[str, ...]
    title: str
    path: Path
    overwrite: bool


class Leaving(QObject):
    """Asks where files shall go, and has them written.

    Args:
        title: what the work is called now.
    """

    def __init__(
        self,
        session: Session,
        store: Store,
        dialogs: Asking,
        exporting: Exporting,
        reader: Reader,
        title: Callable[[], str],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.wish = Wish()
        self._session, self._store, self._dialogs = session, store, dialogs
        self._exporting, self._reader, self._title = exporting, reader, title

    @property
    def possible(self) -> tuple[What, ...]:
        """What there is anything of."""
        session = self._session
        known = {
            What.SELECTION: bool(session.selection and session.selection.span),
            What.LOOP: bool(session.loop),
            What.CHANGES: any(track.heard for track in session.document.tracks),
        }
        return tuple(what for what in What if known.get(what, True))

    def begin(self, wish: Wish) -> None:
        """Ask for a place and write there; nothing happens where the user thinks better."""
        self.wish = wish
        title = self._title() or tr("Untitled")
        asked = self._place(wish, title)
        if asked is None:
            return
        self._store.change(last_folder=str(asked.parent))
        path = asked if wish.is_folder or asked.suffix else asked.with_name(asked.name + wish.suffix)
        order = Order(
            wish,
            self._session.document,
            self._span(wish.what),
            self._selected(),
            title,
            path,
            overwrite=path == asked and not wish.is_folder,
        )
        self._exporting.write(work(order, self._reader, self._exporting.worker.watch))

    def show(self, left: Left) -> None:
        """Show in the desktop's own window where the files lie."""
        self._dialogs.show_folder(left.folder)

    def _place(self, wish: Wish, title: str) -> Path | None:
        last = self._store.settings.last_folder
        if not wish.is_folder:
            suggested = Path(last) / f"{naming.tidy(title)}{wish.suffix}"
            return self._dialogs.save_file(tr("Export “{track}”", track=title), suggested)
        kind = "stems" if wish.what is What.STEMS else "changes"
        name = f"{naming.tidy(title)}_{kind}"
        place = self._dialogs.folder(tr("Choose where to make the folder “{name}”", name=name), last)
        return _unused(place / name) if place is not None else None

    def _span(self, what: What) -> Span:
        session = self._session
        if what is What.SELECTION and session.selection is not None:
            return session.selection.span
        if what is What.LOOP and session.loop:
            return session.loop
        return passage.whole(session.document)

    def _selected(self) -> tuple[str, ...]:
        """The tracks of the selection, or the one that has the keys."""
        if self._session.selection is not None:
            return self._session.selection.tracks
        return (self._session.track.id,) if self._session.track is not None else ()


def work(order: Order, reader: Reader, watch: Callable[[Progress], None]) -> Generator[Progress, None, Left]:
    """Write what was wished for.

    Args:
        watch: is called for every block; what it raises ends the work.
    Raises:
        EngineError: it cannot be written.
    """
    yield Progress(tr("Exporting"))
    telling: Watch = lambda phase, n, of: watch(Progress(phase, 100 * n // max(1, of), 100))  # noqa: E731
    if order.wish.what is What.SESSION:
        session.write_session(
            order.document,
            order.path,
            reader.read,
            title=order.title,
            overwrite=order.overwrite,
            watch=telling,
        )
        return Left((order.path,), order.path.parent)
    folder = order.path if order.wish.is_folder else order.path.parent
    with leaving.made_folder(folder) if order.wish.is_folder else nullcontext():
        shape, overwrite = order.wish.shape, order.overwrite
        written = leaving.write_all(
            order.document, _pieces(order, reader), shape, overwrite=overwrite, watch=telling
        )
        sessions = _sessions(order, written, telling)
    return _left(written, sessions, folder)


def _pieces(order: Order, reader: Reader) -> Sequence[Piece]:
    wish, document, path = order.wish, order.document, order.path
    names = {"suffix": wish.suffix, "project": order.title}
    if wish.what is What.CHANGES:
        template = wish.template or naming.CHANGES
        return pieces.changes(document, path, reader.read, template=template, **names)
    if wish.what is What.STEMS:
        return pieces.stems(
            document,
            pieces.chosen(document, wish.which, order.selected),
            path,
            reader.read,
            template=wish.template or naming.STEMS,
            with_master=wish.with_master,
            at_fader=wish.at_fader,
            **names,
        )
    return pieces.mix(document, order.span, reader.read, path)


def _sessions(order: Order, written: Sequence[Written], watch: Watch) -> tuple[Path, ...]:
    if order.wish.what is not What.STEMS:
        return ()
    paths = tuple(order.path / f"{naming.tidy(order.title)}{suffix}" for suffix in order.wish.beside)
    for path in paths:
        session.write_of_stems(order.document, path, written, title=order.title, watch=watch)
    return paths


def _left(written: Sequence[Written], sessions: Sequence[Path], folder: Path) -> Left:
    return Left(
        (*(one.source.path for one in written), *sessions),
        folder,
        sum(one.proof.n_clipped for one in written),
        any(one.source.is_lossy for one in written),
        any(one.source.format == "RF64" for one in written),
    )


def _unused(folder: Path) -> Path:
    """The same name, with a number where there is such a folder already."""
    others = (folder.with_name(f"{folder.name} ({n})") for n in itertools.count(2))
    return folder if not folder.exists() else next(other for other in others if not other.exists())
