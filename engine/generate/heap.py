"""How the C library deals with memory: it keeps what a request uses while that goes on, then gives it back.

Only glibc can be told; other systems' libraries have no such calls, and nothing happens there.
"""

from __future__ import annotations

import ctypes
import sys
from typing import Any

_TRIM_THRESHOLD, _MMAP_THRESHOLD = -1, -3  # of mallopt, in malloc.h
_KEPT_BYTES = 2**30


def keep() -> None:
    """Use large pieces again from now on, instead of returning each to the system as soon as it is free.

    A new piece comes as pages that are cleared one by one when they are first written: a quarter of the time
    of an autoencoder, which makes many arrays of some ten megabytes. Weights that are in place already
    stay where they are.
    """
    option = _of_libc("mallopt")
    if option is not None:
        option(_MMAP_THRESHOLD, _KEPT_BYTES)
        option(_TRIM_THRESHOLD, _KEPT_BYTES)


def give_back() -> None:
    """Return all that is free inside the heap; some milliseconds.

    What a request used lies there in pieces between what stays. glibc keeps them, and grows wherever the next
    request fits into none, some kB with each.
    """
    trim = _of_libc("malloc_trim")
    if trim is not None:
        trim(0)


def _of_libc(name: str) -> Any:
    return getattr(ctypes.CDLL(None), name, None) if sys.platform == "linux" else None
