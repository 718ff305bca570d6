"""Batches for the stages that make latents: canvases cut from the library, their masks and prompts.

Two sorts of canvases, as the editor asks for them (`engine.generate.context`):

- a *closing* one is a whole piece with silence behind it: everything is made anew, and `seconds_total` is the
  length that was asked for;
- one that *goes on* is an excerpt: part of it is given, and `seconds_total` lies beyond it.

All items of a batch have one length, so that nothing is padded. Knows no torch. `B` items, `C` latent
channels, `T` latent frames.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from engine.generate.context import GOES_ON_S, HEADROOM_S
from engine.timeline import Span
from engine.train import masks
from engine.train.latents import Entry, Library
from engine.train.masks import MaskShares
from engine.train.scenery import Heard
from engine.train.sounds import FAMILIES
from engine.train.workers import Batch

_LETTERS = np.array(list("abcdefghijklmnopqrstuvwxyz"))
_LONGEST_REGION_S = 2.0
_MAX_PER_BATCH = 8


@dataclass(frozen=True, slots=True)
class CanvasSettings:
    """How canvases are drawn.

    Args:
        lengths_s: their lengths in seconds; each batch has one of them, the longest one bounds them all.
        odds: how often each is drawn, relative to the others.
        closing: share of whole pieces.
        partial: share of whole pieces of which a part is given nevertheless.
        laid_in: share of excerpts whose mask is a sound that was laid in.
        of_events: share of masked sounds whose prompt is their own words, not those of the whole.
        strangers: share of prompts with words that mean nothing, so that these stay harmless.
        wordless: share of prompts that are empty.
        silence: weight of a latent frame of headroom; one of sound has 1.
        favoured: families whose sounds alone are drawn oftener than those of the others.
        favour: how many times as often, from 1.
        masks: kinds of masks in excerpts.
    """

    lengths_s: tuple[float, ...] = (1.0, 1.5, 2.0, 3.0, 4.5, 6.0, 7.0, 8.0, 10.0, 12.0)
    odds: tuple[float, ...] = (0.1, 0.1, 0.12, 0.12, 0.1, 0.16, 0.1, 0.08, 0.05, 0.07)
    closing: float = 0.5
    partial: float = 0.1
    laid_in: float = 0.3
    of_events: float = 0.75
    strangers: float = 0.08
    wordless: float = 0.04
    silence: float = 0.25
    favoured: tuple[str, ...] = ()
    favour: float = 1.0
    masks: MaskShares = field(default_factory=MaskShares)

    def __post_init__(self) -> None:
        if not self.lengths_s or len(self.lengths_s) != len(self.odds) or min(self.lengths_s) <= 0:
            raise ValueError("“lengths_s” and “odds” must be as long as each other, and lengths above 0")
        if not 1 <= self.favour < math.inf or not set(self.favoured) <= set(FAMILIES):
            raise ValueError("“favour” must be at least 1, and “favoured” name families of the studio")
        if self.favour > 1 and not self.favoured:
            raise ValueError("“favour” does nothing without “favoured”")


@dataclass
class _Item:
    """One canvas: latents `[T, C]`, where it is made anew, where it sounds, and what is said."""

    rows: NDArray[np.float32]
    regenerated: masks.Regenerated
    n_sounding: int
    seconds: float
    prompt: str


@dataclass
class Canvases:
    """Batch number -> a batch; the same for the same number, seed and library.

    `latents` float32 `[B, C, T]`; `keep` `[B, 1, T]`, 1 where the latent frame is given; `count` `[B, T]`,
    what each one that is made anew counts; `seconds` `[B]`; `prompt` `[B]`, texts.

    Args:
        library: where clips come from.
        settings: how canvases are drawn.
        batch: canvases of the longest length in a batch; shorter ones are more, up to eight times as many.
        seed: of everything drawn.
        rate: samples per second.
        max_seconds: the longest piece that the model can be told of.
        alignment: latent frames that the codec works in.
    """

    library: Library
    settings: CanvasSettings
    batch: int
    seed: int
    rate: int
    max_seconds: float
    alignment: int = 1

    def __call__(self, number: int) -> Batch:
        """The batch of this number."""
        rng = np.random.default_rng((self.seed, number, 3))
        odds = np.array(self.settings.odds)
        length_s = float(rng.choice(self.settings.lengths_s, p=odds / odds.sum()))
        more = min(_MAX_PER_BATCH, max(self.settings.lengths_s) / length_s)
        items = [self._item(rng, self.n_latents(length_s)) for _ in range(max(1, round(self.batch * more)))]
        return self._stacked(items)

    def n_latents(self, seconds: float) -> int:
        """Latent frames of a canvas of about this length."""
        n = int(seconds * self.rate / self.library.hop)
        return max(self.alignment, n - n % self.alignment)

    def _item(self, rng: np.random.Generator, n: int) -> _Item:
        item = self._closing(rng, n) if rng.random() < self.settings.closing else self._going_on(rng, n)
        if rng.random() < self.settings.strangers:
            item.prompt = with_strangers(rng, item.prompt)
        if rng.random() < self.settings.wordless:
            item.prompt = ""
        return item

    def _seconds(self, n_latents: float) -> float:
        return n_latents * self.library.hop / self.rate

    def _closing(self, rng: np.random.Generator, n: int) -> _Item:
        """A whole piece, and silence to the end of the canvas."""
        length_s = self._seconds(n)
        is_sound = rng.random() < (0.85 if length_s < 4 else 0.7 if length_s < 9 else 0.35)
        entry = self._sound(rng) if is_sound else self.library.draw(rng, is_sound=False)
        if entry.facts.kind == "one-shot":
            n_given = min(n, len(entry.rows))
            sounding = min(n, math.ceil(entry.facts.n_samples / self.library.hop))
            seconds = _asked_for(rng, min(entry.facts.n_samples / self.rate, length_s), length_s)
        else:
            room = length_s - HEADROOM_S
            share = float(rng.uniform(0.3, 1.0)) * length_s
            asked_s = room if room > 1 and rng.random() < 0.6 else share
            n_given = sounding = max(
                1, min(n, len(entry.rows), round(asked_s * self.rate / self.library.hop))
            )
            seconds = self._seconds(n_given)
        kind = "full" if rng.random() >= self.settings.partial else _partial(rng)
        rows = _filled(entry, n, 0, n_given)
        return _Item(rows, masks.draw(rng, kind, n), sounding, seconds, entry.facts.caption)

    def _going_on(self, rng: np.random.Generator, n: int) -> _Item:
        """An excerpt of something longer."""
        if rng.random() < 0.15:
            return self._sound_somewhere(rng, n)
        wants_laid_in = rng.random() < self.settings.laid_in
        entry = self.library.draw(rng, is_sound=False)
        for _ in range(8):
            if (entry.facts.laid_in >= 0) == wants_laid_in:
                break
            entry = self.library.draw(rng, is_sound=False)
        start = int(rng.integers(0, max(0, len(entry.rows) - n) + 1))
        laid_in = entry.facts.laid_in
        if laid_in >= 0:
            start = self._around(rng, entry.facts.events[laid_in], len(entry.rows), n)
        rows = _filled(entry, n, 0, len(entry.rows[start : start + n]), start)
        return self._excerpt(rng, entry, rows, -start)

    def _sound_somewhere(self, rng: np.random.Generator, n: int) -> _Item:
        """A sound alone, somewhere in silence."""
        entry = self._sound(rng)
        at = int(rng.integers(0, max(1, n - 4)))
        rows = _filled(entry, n, at, min(len(entry.rows), n - at))
        return self._excerpt(rng, entry, rows, at)

    def _sound(self, rng: np.random.Generator) -> Entry:
        """A sound alone; the favoured families as often as they are to be."""
        entry = self.library.draw(rng, is_sound=True)
        while self.settings.favoured and not self._is_taken(rng, entry):
            entry = self.library.draw(rng, is_sound=True)
        return entry

    def _is_taken(self, rng: np.random.Generator, entry: Entry) -> bool:
        families = {event.family for event in entry.facts.events}
        return bool(families & set(self.settings.favoured)) or rng.random() < 1 / self.settings.favour

    def _around(self, rng: np.random.Generator, event: Heard, n_rows: int, n: int) -> int:
        """A first latent frame from where the canvas holds the start of the event."""
        at = event.start // self.library.hop
        low, high = max(0, at - n + min(n, 16)), min(at, max(0, n_rows - n))
        return int(rng.integers(min(low, high), high + 1))

    def _excerpt(self, rng: np.random.Generator, entry: Entry, rows: NDArray[np.float32], at: int) -> _Item:
        """The canvas of `rows`, whose entry begins at latent frame `at`: mask, words, length of the piece."""
        n, facts = len(rows), entry.facts
        kind = self.settings.masks.draw_kind(rng)
        lead = self._lead(rng, entry, n, at)
        if facts.laid_in >= 0 and rng.random() < 0.85:
            kind = "events"
        chosen = [self._region(lead, at)] if lead is not None else []
        regenerated = masks.draw(rng, kind, n, chosen)
        prompt = facts.caption
        if kind == "events" and lead is not None and rng.random() < self.settings.of_events:
            prompt = lead.caption
        elif kind not in ("events", "full", "none") and rng.random() < 0.3:
            prompt = self._said_of(rng, facts.events, regenerated, at) or prompt
        end = n if facts.kind != "one-shot" else min(n, at + math.ceil(facts.n_samples / self.library.hop))
        beyond_s = GOES_ON_S if rng.random() < 0.5 else GOES_ON_S + float(rng.exponential(20.0))
        seconds = math.ceil(min(self._seconds(n) + beyond_s, self.max_seconds))
        return _Item(rows, regenerated, end, float(seconds), prompt)

    def _lead(self, rng: np.random.Generator, entry: Entry, n: int, at: int) -> Heard | None:
        """The sound that a user would point at: what was laid in, else any, the rarer families more often."""
        events = entry.facts.events
        if entry.facts.laid_in >= 0:
            return events[entry.facts.laid_in]
        here = [e for e in events if 0 <= e.start // self.library.hop + at < n]
        if not here:
            return None
        often = Counter(e.family for e in here)
        odds = np.array([1 / often[e.family] for e in here])
        return here[int(rng.choice(len(here), p=odds / odds.sum()))]

    def _region(self, event: Heard, at: int) -> Span:
        """The latent frames that an event touches, on the canvas; of a long one, the beginning."""
        stop = min(event.stop, event.start + round(_LONGEST_REGION_S * self.rate))
        start = event.start // self.library.hop + at
        return Span(start, max(start + 1, -(-stop // self.library.hop) + at))

    def _said_of(
        self, rng: np.random.Generator, events: Sequence[Heard], regenerated: masks.Regenerated, at: int
    ) -> str:
        """The words of up to three families that start where the canvas is made anew."""
        said: dict[str, str] = {}
        for event in events:
            frame = event.start // self.library.hop + at
            if 0 <= frame < len(regenerated) and regenerated[frame]:
                said.setdefault(event.family, event.caption)
        words = list(said.values())
        return ", ".join(words[int(i)] for i in rng.permutation(len(words))[:3])

    def _stacked(self, items: Sequence[_Item]) -> Batch:
        n = len(items[0].rows)
        sounding = np.arange(n) < np.array([item.n_sounding + 1 for item in items])[:, None]
        regenerated = np.stack([item.regenerated for item in items])
        weight = np.where(sounding, 1.0, self.settings.silence)
        return {
            "latents": np.stack([np.ascontiguousarray(item.rows.T) for item in items]),
            "keep": (~regenerated)[:, None].astype(np.float32),
            "count": (weight * regenerated).astype(np.float32),
            "seconds": np.array([item.seconds for item in items], np.float32),
            "prompt": np.array([item.prompt for item in items]),
        }


def with_strangers(rng: np.random.Generator, prompt: str) -> str:
    """The prompt with one to three words of random letters in it."""
    words = prompt.split(" ")
    for _ in range(int(rng.integers(1, 4))):
        word = "".join(rng.choice(_LETTERS, int(rng.integers(2, 9))))
        words.insert(int(rng.integers(0, len(words) + 1)), word)
    return " ".join(words).strip()


def _asked_for(rng: np.random.Generator, natural_s: float, longest_s: float) -> float:
    """The length a person would ask for where a sound lasts `natural_s`: just that, rounded up, or more."""
    choices = (natural_s, math.ceil(2 * natural_s) / 2, math.ceil(natural_s), natural_s + rng.uniform(0, 2))
    return float(min(longest_s, choices[int(rng.integers(len(choices)))]))


def _partial(rng: np.random.Generator) -> str:
    return str(rng.choice(["segments", "spans", "tail", "head"]))


def _filled(entry: Entry, n: int, at: int, n_given: int, start: int = 0) -> NDArray[np.float32]:
    """Silence `[n, C]` with `n_given` latent frames of the entry, from its `start`, laid in at `at`."""
    rows = np.tile(entry.silence.astype(np.float32), (n, 1))
    rows[at : at + n_given] = entry.rows[start : start + n_given]
    return rows
