"""What the text encoder learns before the base does: to tell from a caption what sounds, and how on average.

A base that starts with words that mean nothing spends its first hours on finding out that they do. Here the
captions of the library are read alone, without any sound being made: which families they name, and the mean
of their latents. It takes a minute or two of a processor, and its two heads are thrown away.

`B` batch, `L` tokens, `C` latent channels.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional as F

from engine.train import state
from engine.train.canvases import with_strangers
from engine.train.generators import Maker
from engine.train.hits import marks
from engine.train.latents import Entry, Library
from engine.train.recipe import OptimiserSettings
from engine.train.sounds import FAMILIES

_HELD_BACK = 20
"""One caption in so many is not learnt from."""
_WARM_UP = 50


@dataclass(frozen=True, slots=True)
class ReadingSettings:
    """How captions are read.

    Args:
        steps: of learning; 0, the base starts with words that mean nothing.
        batch: captions per step.
        learning_rate: of the text encoder and the heads.
        strangers: share of captions with words that mean nothing.
    """

    steps: int = 0
    batch: int = 64
    learning_rate: float = 1e-3
    strangers: float = 0.15

    def __post_init__(self) -> None:
        if self.steps < 0 or self.batch < 1 or not 0 <= self.strangers <= 1:
            raise ValueError("“steps” must not be negative, “batch” at least 1, “strangers” from 0 to 1")


@dataclass(frozen=True, slots=True)
class Caption:
    """A text, which of `FAMILIES` it is about `[families]`, and the mean of the latents `[C]`, if known."""

    text: str
    families: NDArray[np.float32]
    mean: NDArray[np.float32] | None


def captions(library: Library) -> Iterator[Caption]:
    """Those of all entries, and of the sounds in them that are asked for by words of their own."""
    for entry in library:
        whole = {event.family for event in entry.facts.events}
        yield Caption(entry.facts.caption, marks(whole), _mean(entry, library.hop))
        if entry.facts.kind != "one-shot":
            for text, family in dict.fromkeys((e.caption, e.family) for e in entry.facts.events):
                yield Caption(text, marks({family}), None)


def learn(maker: Maker, library: Library, settings: ReadingSettings, seed: int) -> float:
    """Teach the text encoder of a maker, which is changed in place.

    Returns:
        The share of held-back captions whose families are all told, and no other.
    """
    known = list(captions(library))
    kept, learnt = known[::_HELD_BACK], [c for i, c in enumerate(known) if i % _HELD_BACK]
    reader = _Reader(maker, library.silence.shape[0], seed)
    descent = OptimiserSettings(settings.learning_rate, _WARM_UP)
    optimiser = state.adamw(reader, descent)
    rng = np.random.default_rng((seed, 17))
    for number in range(settings.steps):
        chosen = [learnt[int(i)] for i in rng.integers(len(learnt), size=settings.batch)]
        strange = rng.random(len(chosen)) < settings.strangers
        texts = [with_strangers(rng, c.text) if s else c.text for c, s in zip(chosen, strange, strict=True)]
        state.set_rate(optimiser, state.learning_rate(descent, number, settings.steps))
        optimiser.zero_grad(set_to_none=True)
        reader.loss(texts, chosen).backward()
        nn.utils.clip_grad_norm_(reader.parameters(), descent.clip)
        optimiser.step()
    return reader.share_right(kept)


class _Reader(nn.Module):
    """The maker's text encoder with two heads over the mean of what it says of a caption."""

    def __init__(self, maker: Maker, n_channels: int, seed: int) -> None:
        super().__init__()
        self.words = maker.words
        self.text = maker.networks.text
        width = maker.config.conditioning.cond_dim
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(seed + 2)
            self.families = nn.Linear(width, len(FAMILIES)).to(maker.device)
            self.mean = nn.Linear(width, n_channels).to(maker.device)

    def forward(self, texts: list[str]) -> tuple[Tensor, Tensor]:
        """Scores of families `[B, families]` and mean latents `[B, C]`."""
        device = self.mean.weight.device
        ids, mask = (x.to(device) for x in self.words(texts))
        hidden = self.text(input_ids=ids, attention_mask=mask.long()).last_hidden_state
        pooled = (hidden * mask[..., None]).sum(1) / mask.sum(1, keepdim=True).clamp_min(1)
        return self.families(pooled), self.mean(pooled)

    def loss(self, texts: list[str], asked: list[Caption]) -> Tensor:
        """What the scores and means of texts miss of what their captions stand for."""
        scores, means = self(texts)
        told = F.binary_cross_entropy_with_logits(scores, self._stacked([c.families for c in asked]))
        has_mean = [i for i, c in enumerate(asked) if c.mean is not None]
        if not has_mean:
            return told
        wanted = self._stacked([c.mean for c in asked if c.mean is not None])
        return told + F.mse_loss(means[has_mean], wanted)

    @torch.no_grad()
    def share_right(self, asked: list[Caption]) -> float:
        """How many captions are understood: every family of theirs, and no other."""
        right = 0
        for start in range(0, len(asked), 256):
            some = asked[start : start + 256]
            scores, _ = self([c.text for c in some])
            right += int(((scores > 0) == self._stacked([c.families for c in some]).bool()).all(1).sum())
        return right / len(asked)

    def _stacked(self, rows: list[NDArray[np.float32]]) -> Tensor:
        return torch.from_numpy(np.stack(rows)).to(self.mean.weight.device)


def _mean(entry: Entry, hop: int) -> NDArray[np.float32]:
    n = max(1, min(len(entry.rows), -(-entry.facts.n_samples // hop)))
    return np.asarray(entry.rows[:n], np.float32).mean(0)
