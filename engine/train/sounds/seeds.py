"""Which seeds are trained on, and which never."""

from __future__ import annotations

HELD_OUT = range(1_000_000)
"""Seeds kept for judging a model: none of them is ever trained on."""

MAX_WORKERS = 4096


def training_seed(worker: int, index: int) -> int:
    """The seed of a worker's clip number `index`: no two alike, none of them held out.

    Raises:
        ValueError: a negative number, or a worker above 4095.
    """
    if not 0 <= worker < MAX_WORKERS or index < 0:
        raise ValueError(f"worker {worker}, clip {index} is out of range")
    return HELD_OUT.stop + index * MAX_WORKERS + worker
