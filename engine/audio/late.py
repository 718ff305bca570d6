"""Packages that take half a second to import, and wait until something needs them.

The modules of scipy import one another in circles: where two threads ask for different ones of them at once,
Python gives one of the two a module that is half made. Here they are made one at a time.
"""

from __future__ import annotations

import importlib
import threading
from typing import Any

_ONE_AT_A_TIME = threading.RLock()
_made: dict[str, Any] = {}


def late(name: str) -> Any:
    """The module of this name, whole; imported the first time, from whichever thread.

    Raises:
        ImportError: it is not installed.
    """
    if name not in _made:
        with _ONE_AT_A_TIME:
            _made[name] = importlib.import_module(name)
    return _made[name]
