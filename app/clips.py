"""What keys and menus do to the sound on tracks: each method is one undo step, or asks if it can be."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from app.language import tr
from app.marking import AskNumber
from app.pointed import Pointed
from app.session import Selection
from app.tracks import Stroke
from engine.document import clipboard, clips
from engine.document.clipboard import Snippet
from engine.document.document import Clip, Document
from engine.errors import EngineError
from engine.timeline import Span, seconds_to_samples

GAIN_STEP_DB = 1.0


class Clips(QObject):
    """Commands on what is pointed at.

    Args:
        pointed: the selection, or the clips that the cursor stands in.
        ask_number: asks the user for a number.

    Signals:
        failed: Exception.
    """

    failed = Signal(object)  # Exception

    def __init__(self, pointed: Pointed, ask_number: AskNumber, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.pointed = pointed
        self.snippet: Snippet | None = None
        self._session, self._ask_number = pointed.session, ask_number
        self._stroke = Stroke()

    def has_snippet(self) -> bool:
        """Whether something was cut or copied."""
        return self.snippet is not None

    # ---- cutting

    def split(self) -> None:
        """Cut clips at the cursor, or at both edges of the selection."""
        self._edit(tr("Split"), lambda doc: clips.split_span(doc, self.pointed.tracks, self.pointed.span))

    def join(self) -> None:
        """Make one clip of neighbours that were one."""
        self._edit(tr("Join"), lambda doc: clips.join(doc, self.pointed.tracks, self.pointed.span))

    def trim(self) -> None:
        """Keep of clips only what is selected."""
        self._edit(tr("Trim"), lambda doc: clips.trim(doc, self.pointed.tracks, self.pointed.span))

    def delete(self) -> None:
        """Take the selected stretch away, and leave the gap."""
        if self.pointed.has_stretch():
            self._edit(tr("Delete"), lambda doc: clips.delete(doc, self.pointed.tracks, self.pointed.span))

    def delete_and_close(self) -> None:
        """Take it away and close the gap; the cursor stays where it began."""
        span = self.pointed.span
        if self._edit(tr("Delete and close gap"), lambda doc: clips.close(doc, self.pointed.tracks, span)):
            self.pointed.select(Span(span.start, span.start))

    def insert_silence(self) -> None:
        """Make room: as long as the selection, or as many seconds as the user says."""
        rate, span = self._session.document.sample_rate, self.pointed.span
        length = span.length
        if not span:
            seconds = self._ask_number(tr("Insert silence"), tr("Seconds"), 1.0)
            if seconds is None:
                return
            length = seconds_to_samples(seconds, rate)
        if self._edit(
            tr("Insert silence"),
            lambda doc: clips.insert_silence(doc, self.pointed.tracks, span.start, length),
        ):
            self.pointed.select(Span(span.start, span.start + length))

    # ---- clipboard

    def cut(self) -> None:
        """Take the selection away, leaving the gap, and keep it to be pasted."""
        document, tracks, span = self._session.document, self.pointed.tracks, self.pointed.span
        if span:
            self._take(tr("Cut"), lambda: clipboard.cut(document, tracks, span))
        elif met := self.pointed.clips:
            self._take(tr("Cut clip"), lambda: clipboard.cut_clip(document, met[0].id))

    def copy(self) -> None:
        """Keep the selection to be pasted."""
        document, tracks, span = self._session.document, self.pointed.tracks, self.pointed.span
        if span:
            self._take("", lambda: (document, clipboard.copy(document, tracks, span)))
        elif met := self.pointed.clips:
            self._take("", lambda: (document, clipboard.copy_clip(document, met[0].id)))

    def paste(self) -> None:
        """Lay what was copied over the tracks, from the selected one down; select what was pasted."""
        if (snippet := self.snippet) is None:
            return
        at, first = self.pointed.place, self.pointed.topmost
        pasted: list[str] = []

        def laid(document: Document) -> Document:
            after, tracks = clipboard.paste(document, snippet, at, first)
            pasted.extend(tracks)
            return after

        if self._edit(tr("Paste"), laid):
            self._session.select(Selection(pasted[0], Span(at, at + snippet.length), tuple(pasted)))

    def duplicate(self) -> None:
        """Put a copy of the selection, or of the clip at the cursor, right behind it; select the copy."""
        span, met = self.pointed.span, self.pointed.clips
        if span:
            self._duplicate_stretch(span)
        elif met:
            self._duplicate_clip(met[0])

    def _duplicate_stretch(self, span: Span) -> None:
        used: list[str] = []

        def copied(document: Document) -> Document:
            after, tracks = clipboard.duplicate(document, self.pointed.tracks, span)
            used.extend(tracks)
            return after

        if self._edit(tr("Duplicate"), copied):
            self._session.select(Selection(used[0], span.shifted(span.length), tuple(used)))

    def _duplicate_clip(self, clip: Clip) -> None:
        made: list[str] = []

        def copied(document: Document) -> Document:
            after, copy = clipboard.duplicate_clip(document, clip.id)
            made.append(copy)
            return after

        if self._edit(tr("Duplicate clip"), copied):
            document = self._session.document
            self._session.select(Selection(document.track_of_clip(made[0]).id, document.clip(made[0]).span))

    # ---- how clips sound

    def silence(self) -> None:
        """Let nothing of the selection be heard."""
        self._edit(tr("Silence"), lambda doc: clips.silence(doc, self.pointed.tracks, self.pointed.span))

    def reverse(self) -> None:
        """Turn the selection round, or the clip at the cursor."""
        met = self.pointed.clips
        if self.pointed.span:
            self._edit(tr("Reverse"), lambda doc: clips.reverse(doc, self.pointed.tracks, self.pointed.span))
        elif met:
            self._edit(tr("Reverse clip"), lambda doc: clips.reverse_clip(doc, met[0].id))

    def fade_in(self) -> None:
        """Let clips rise from their start to the end of the selection, or to the cursor."""
        stop = self.pointed.span.stop
        self._each(tr("Fade in"), lambda doc, clip: clips.set_fades(doc, clip.id, fade_in=stop - clip.start))

    def fade_out(self) -> None:
        """Let clips fall from the start of the selection, or from the cursor, to their end."""
        start = self.pointed.span.start
        self._each(
            tr("Fade out"), lambda doc, clip: clips.set_fades(doc, clip.id, fade_out=clip.span.stop - start)
        )

    def clear_fades(self) -> None:
        """Let clips begin and end as their sources do."""
        self._each(tr("Remove fades"), lambda doc, clip: clips.set_fades(doc, clip.id, fade_in=0, fade_out=0))

    def has_fades(self) -> bool:
        """Whether one of the clips that are meant has a fade."""
        return any(clip.fade_in or clip.fade_out for clip in self.pointed.clips)

    def change_gain(self, by_db: float) -> None:
        """Turn clips up or down; quick presses are one step."""
        ids = [clip.id for clip in self.pointed.clips]
        key = self._stroke.key(f"clip gain {ids}")
        self._edit(tr("Clip gain"), lambda doc: clips.change_gain(doc, ids, by_db), merge=key)

    def reset_gain(self) -> None:
        """Bring clips back to the level of their sources; silenced ones are heard again."""
        self._each(tr("Reset clip gain"), lambda doc, clip: clips.set_clip_gain(doc, clip.id, 0.0))

    def has_gain(self) -> bool:
        """Whether one of the clips that are meant has a gain."""
        return any(clip.gain_db for clip in self.pointed.clips)

    # ---- what the methods above share

    def _take(self, label: str, taken: Callable[[], tuple[Document, Snippet]]) -> None:
        def keep(_document: Document) -> Document:
            after, self.snippet = taken()
            return after

        self._edit(label, keep)

    def _each(self, label: str, edit: Callable[[Document, Clip], Document]) -> None:
        def every(document: Document) -> Document:
            for clip in self.pointed.clips:
                document = edit(document, clip)
            return document

        self._edit(label, every)

    def _edit(self, label: str, edit: Callable[[Document], Document], *, merge: str = "") -> bool:
        """Commit what an edit makes of the document; whether it could be made."""
        try:
            after = edit(self._session.document)
        except EngineError as error:
            self.failed.emit(error)
            return False
        self._session.commit(label, after, merge=merge)
        return True
