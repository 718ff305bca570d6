"""What the engine keeps of one model between requests, so that the second one costs no more than its steps.

Prompts as the text encoder read them, the keys and values that the transformer's blocks make of them, and
latents of the recording. Each is computed alone and in one shape, whether or not it is kept: keeping changes
no bit of any take. All of it belongs to one model, and goes with it.

`L` text tokens, `H` heads, `d` width of a head, `C` latent channels, `T` latent frames.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

from torch import Tensor

from engine.generate import conditions
from engine.generate.conditions import Words
from engine.model.checkpoint import Model
from engine.model.conditioning import PromptEmbedding

V = TypeVar("V")

PROMPT_BYTES = 32 * 2**20
"""Some forty prompts of 256 tokens, 768 wide."""

MEMORY_BYTES = 256 * 2**20
"""Six of the longest prompts of the small model and two of the medium one in float32, many short ones."""

LATENT_BYTES = 64 * 2**20
"""An hour and a half of sound: 256 channels, ten latent frames a second."""


class Store(Generic[V]):
    """Values by key; those longest unused are forgotten where all together hold more than `max_bytes`."""

    def __init__(self, max_bytes: int, size: Callable[[V], int]) -> None:
        self.max_bytes = max_bytes
        self.n_bytes = 0
        self._size = size
        self._values: OrderedDict[Hashable, V] = OrderedDict()

    def __len__(self) -> int:
        return len(self._values)

    def get(self, key: Hashable, make: Callable[[], V]) -> V:
        """The value of that key, made now where it is not known."""
        if key in self._values:
            self._values.move_to_end(key)
            return self._values[key]
        value = make()
        self._values[key] = value
        self.n_bytes += self._size(value)
        while self.n_bytes > self.max_bytes:  # one that is larger than all there may be goes at once
            self.n_bytes -= self._size(self._values.popitem(last=False)[1])
        return value

    def clear(self) -> None:
        """Forget everything."""
        self._values.clear()
        self.n_bytes = 0


class Remembered:
    """What is kept of one model.

    Attributes:
        latents: stretches of the recording `[1, C, T]`, by the samples that they depend on.
    """

    def __init__(self) -> None:
        self.latents: Store[Tensor] = Store(LATENT_BYTES, lambda latents: latents.nbytes)
        self._prompts: Store[PromptEmbedding] = Store(PROMPT_BYTES, lambda prompt: prompt.embedding.nbytes)
        self._words: Store[Words] = Store(MEMORY_BYTES, _bytes_of)

    def prompt(self, model: Model, text: str) -> PromptEmbedding:
        """A prompt as the text encoder read it."""
        return self._prompts.get(text, lambda: model.conditioner.prompt([text]))

    def words(self, model: Model, text: str, *, is_negative: bool = False) -> Words:
        """What the blocks keep of a prompt; of a negative one, with zeros for padding (MODEL.md 4.2)."""

        def make() -> Words:
            return conditions.words(model, self.prompt(model, text), is_negative=is_negative)

        return self._words.get((text, is_negative), make)

    def clear_but_prompts(self) -> None:
        """Forget all that is large, as when memory runs short."""
        for store in (self.latents, self._words):
            store.clear()

    def clear(self) -> None:
        """Forget everything."""
        self.clear_but_prompts()
        self._prompts.clear()


def _bytes_of(words: Words) -> int:
    return sum(keys.nbytes + values.nbytes for keys, values in words.memories)
