"""How the C library deals with memory: what it keeps while a request runs, and what it gives back when asked.

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
    of an autoencoder, which makes many arrays of some ten megabytes.
    """
    option = _of_libc("mallopt")
    if option is not None:
        # glibc before 2.35 refuses more than 32 MB on 64 bits: then at least what is smaller is used again
        if not option(_MMAP_THRESHOLD, _KEPT_BYTES):
            option(_MMAP_THRESHOLD, 2**25)
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
