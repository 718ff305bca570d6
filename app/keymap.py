"""Which keys every action has: those of the table, over them a scheme's, over them the user's own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from PySide6.QtGui import QKeySequence

from app.actions.rows import Action
from app.schemes import INLAY, SCHEMES

APART = "  "
"""Stands between the alternatives of one action."""


@dataclass(frozen=True, slots=True)
class Keymap:
    """Keys by action, as texts that do not depend on the language or the platform.

    Args:
        table: the rows whose keys these are.
        scheme: whose habits count; a scheme that is not known is Inlay's own.
        own: what the user has set, by identifier; an empty text takes an action's keys away.
    """

    table: tuple[Action, ...]
    scheme: str = INLAY
    own: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def stored(cls, table: Sequence[Action], scheme: str, lines: Iterable[str]) -> Keymap:
        """What settings keep; lines about actions that are no more are passed over."""
        known = {row.id for row in table}
        pairs = (line.partition("=") for line in lines)
        own = {action: keys for action, equals, keys in pairs if equals and action in known}
        return cls(tuple(table), scheme if scheme in SCHEMES else INLAY, own)

    @property
    def lines(self) -> tuple[str, ...]:
        """The user's own keys, as settings keep them."""
        return tuple(f"{action}={keys}" for action, keys in self.own.items())

    def keys(self, action: str) -> str:
        """The keys of an action, alternatives separated by two spaces; KeyError where there is no such."""
        return self.own.get(action, self.first_keys(action))

    def first_keys(self, action: str) -> str:
        """The same without what the user has set: what a scheme gives away is taken from who had it."""
        given = SCHEMES[self.scheme]
        if action in given:
            return given[action]
        taken = {keys for text in given.values() for keys in _normal(text)}
        row = next((row for row in self.table if row.id == action), None)
        if row is None:
            raise KeyError(action)
        return APART.join(
            keys for keys in row.shortcut.split(APART) if keys and not taken & set(_normal(keys))
        )

    def sequences(self, action: str) -> list[QKeySequence]:
        """The keys as Qt knows them."""
        return sequences(self.keys(action))

    def users_of(self, keys: str, *, besides: str = "") -> list[Action]:
        """The rows that have one of these keys, without the one that asks and those that it shares with.

        Rows that have a key in common in the table are meant for different situations, and may keep it.
        """
        wanted, at_first = set(_normal(keys)), {row.id: set(_normal(row.shortcut)) for row in self.table}
        users = [row for row in self.table if row.id != besides and wanted & set(_normal(self.keys(row.id)))]
        return [row for row in users if not at_first.get(besides, set()) & at_first[row.id] & wanted]

    def is_own(self, action: str) -> bool:
        """Whether the user has set the keys of this action."""
        return action in self.own

    def with_keys(self, action: str, keys: str) -> Keymap:
        """These keys for an action; whoever had one of them loses it."""
        own = dict(self.own)
        for row in self.users_of(keys, besides=action):
            gone = set(_normal(keys))
            left = [one for one in self.keys(row.id).split(APART) if one and not gone & set(_normal(one))]
            own[row.id] = APART.join(left)
        own[action] = keys
        return replace(self, own=self._needed(own))

    def reset(self, action: str) -> Keymap:
        """The keys that an action had at first; whoever has them now loses them."""
        back = replace(self, own={name: keys for name, keys in self.own.items() if name != action})
        return back.with_keys(action, back.first_keys(action))

    def with_scheme(self, scheme: str) -> Keymap:
        """Another scheme, and nothing of the user's own; ValueError where there is no such scheme."""
        if scheme not in SCHEMES:
            raise ValueError(f"there is no scheme of keys called {scheme}")
        return replace(self, scheme=scheme, own={})

    def _needed(self, own: Mapping[str, str]) -> dict[str, str]:
        """What of it says something else than the scheme does."""
        return {
            action: keys for action, keys in own.items() if _normal(keys) != _normal(self.first_keys(action))
        }


def sequences(keys: str) -> list[QKeySequence]:
    """Alternatives separated by two spaces, as Qt knows them."""
    return [QKeySequence(one) for one in keys.split(APART) if one]


def shown(keys: str) -> str:
    """Alternatives as this platform writes them, separated by semicolons."""
    native = QKeySequence.SequenceFormat.NativeText
    return "; ".join(sequence.toString(native) for sequence in sequences(keys))


def _normal(keys: str) -> list[str]:
    portable = QKeySequence.SequenceFormat.PortableText
    return [sequence.toString(portable) for sequence in sequences(keys)]
