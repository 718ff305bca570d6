"""Labelled snapshots of a document: every state can be returned to.

A snapshot is cheap: documents are frozen values that share their tracks, clips and takes, and sound lives in
files. Undo moves a cursor; it destroys nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from engine.document.document import Document


@dataclass(frozen=True, slots=True)
class State:
    """One entry: the document, what was done to reach it, and the key that lets the next push replace it."""

    label: str
    document: Document
    merge: str = ""


class History:
    """States in order and a cursor on the present one.

    Args:
        document: the first state; it counts as saved.
        label: what that state is called in a list.
    """

    def __init__(self, document: Document, label: str = "Open") -> None:
        self._states = [State(label, document)]
        self._index = 0
        self._saved: State | None = self._states[0]
        self._is_fresh = False  # whether the present state was just pushed, so that a push may merge with it

    @property
    def document(self) -> Document:
        """The present document."""
        return self._states[self._index].document

    @classmethod
    def of(cls, states: Sequence[State], index: int) -> History:
        """A history as it was kept; its present state counts as saved.

        Raises:
            ValueError: there is no state of that index.
        """
        if not 0 <= index < len(states):
            raise ValueError(f"there is no state {index} in the history")
        history = cls(states[0].document, states[0].label)
        history._states, history._index = list(states), index
        history._saved = states[index]
        return history

    @property
    def states(self) -> tuple[State, ...]:
        """All of them, from the first to the last."""
        return tuple(self._states)

    @property
    def state(self) -> State:
        """The present one."""
        return self._states[self._index]

    @property
    def labels(self) -> tuple[str, ...]:
        """What led to each state, the first one included."""
        return tuple(state.label for state in self._states)

    @property
    def index(self) -> int:
        """Which of the states is the present one."""
        return self._index

    @property
    def can_undo(self) -> bool:
        """Whether there is a state before this one."""
        return self._index > 0

    @property
    def can_redo(self) -> bool:
        """Whether there is a state after this one."""
        return self._index < len(self._states) - 1

    @property
    def undo_label(self) -> str:
        """What `undo` would take back; "" for nothing."""
        return self._states[self._index].label if self.can_undo else ""

    @property
    def redo_label(self) -> str:
        """What `redo` would do again; "" for nothing."""
        return self._states[self._index + 1].label if self.can_redo else ""

    @property
    def is_saved(self) -> bool:
        """Whether the present state is the one that was marked as saved."""
        return self._states[self._index] is self._saved

    @property
    def n_saved(self) -> int:
        """Steps from the first state to the one that was marked as saved; 0 where there is none such."""
        return next((n for n, state in enumerate(self._states) if state is self._saved), 0)

    def mark_saved(self, state: State | None = None) -> None:
        """This state is now on disk; without one, the present state."""
        self._saved = state or self._states[self._index]

    def mark_unsaved(self) -> None:
        """No state is on disk, as after a recovery."""
        self._saved = None

    def map(self, change: Callable[[Document], Document]) -> None:
        """Change the document of every state; what was saved still counts so."""
        changed = {id(state): replace(state, document=change(state.document)) for state in self._states}
        if self._saved is not None:
            self._saved = changed.get(id(self._saved), self._saved)
        self._states = [changed[id(state)] for state in self._states]
        self._is_fresh = False

    def push(self, label: str, document: Document, *, merge: str = "") -> None:
        """Make `document` the present state; what could be redone is dropped.

        Args:
            label: what was done, as a menu shows it.
            merge: consecutive pushes of the same key, not empty, are one step: a slider's drag, typing. A
                saved state is never replaced, so that `is_saved` stays true to the disk.
        """
        del self._states[self._index + 1 :]
        present = self._states[self._index]
        if merge and merge == present.merge and self._is_fresh and present is not self._saved:
            self._states[self._index] = State(label, document, merge)
        else:
            self._states.append(State(label, document, merge))
            self._index += 1
        self._is_fresh = True

    def undo(self) -> None:
        """One step back, if there is one."""
        if self.can_undo:
            self.jump(self._index - 1)

    def redo(self) -> None:
        """One step forward, if there is one."""
        if self.can_redo:
            self.jump(self._index + 1)

    def jump(self, index: int) -> None:
        """To any state; ValueError where there is none of that index."""
        if not 0 <= index < len(self._states):
            raise ValueError(f"there is no state {index} in the history")
        self._index = index
        self._is_fresh = False
