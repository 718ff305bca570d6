"""Handlers of Qt's events: a mistake in one of them is an exception like any other, and ends no program.

Python 3.11 keeps what its own machinery raises (an index out of range, a widget that is gone) in a short form
until somebody catches it. PySide6 6.11 takes that form for the exception itself when a method that overrides
one of Qt's fails, and the program crashes. Caught once and raised again, it has the form that is expected.
"""

from __future__ import annotations

import functools
import sys
from collections.abc import Callable, Iterator
from types import FunctionType
from typing import Any

from PySide6.QtCore import QObject

WHOLE_AT_ONCE = (3, 12)
"""From this version of Python on there is no short form."""


def guard(package: str = "app") -> None:
    """See to it for all classes of a package that are known by now; later ones need another call."""
    if sys.version_info >= WHOLE_AT_ONCE:
        return
    for kind in set(_kinds(QObject)):
        if kind.__module__.partition(".")[0] == package:
            _guard(kind)


def _guard(kind: type[QObject]) -> None:
    of_qt = next(base for base in kind.__mro__ if base.__module__.startswith("PySide6"))
    for name, method in list(vars(kind).items()):
        is_override = isinstance(method, FunctionType) and not name.startswith("_") and hasattr(of_qt, name)
        if is_override and not hasattr(method, "__wrapped__"):
            setattr(kind, name, _raised_again(method))


def _raised_again(method: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(method)
    def handle(*args: Any, **values: Any) -> Any:
        try:
            return method(*args, **values)
        except BaseException:
            raise  # as a whole exception now

    return handle


def _kinds(of: type[QObject]) -> Iterator[type[QObject]]:
    for kind in of.__subclasses__():
        yield kind
        yield from _kinds(kind)
