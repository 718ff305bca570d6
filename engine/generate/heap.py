"""Memory that the C library keeps for later goes back to the system."""

from __future__ import annotations

import ctypes
import sys


def give_back() -> None:
    """Return all that is free inside the heap; some milliseconds.

    What a request used lies there in pieces between what stays. glibc keeps them, and grows wherever the next
    request fits into none, some kB with each. Other systems' libraries have no such call: nothing happens.
    """
    if sys.platform == "linux":
        trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
        if trim is not None:
            trim(0)
