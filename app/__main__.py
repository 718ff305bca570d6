"""`inlay`: the command line where its first word is a command, otherwise the window."""

from __future__ import annotations

import argparse
import gc
import multiprocessing
import sys
import time
from pathlib import Path

COMMANDS = frozenset(
    {"inpaint", "extend", "compose", "vary", "compare", "bench", "stems", "export"}
    | {"models", "storage", "doctor"}
)
FOR_THE_COMMAND_LINE = COMMANDS | {"--help", "-h", "--version"}


def main(argv: list[str] | None = None) -> int:
    """Run Inlay; gives the exit status.

    Qt is imported by neither this module nor its caller: the engine's child process imports it, too.
    """
    multiprocessing.freeze_support()
    arguments = sys.argv[1:] if argv is None else argv
    if arguments[:1] == ["demo"]:
        from app import demo

        return demo.main(arguments[1:])
    if arguments and arguments[0] in FOR_THE_COMMAND_LINE:
        from engine import cli

        return cli.main(arguments)
    return _show(_parsed(arguments))


def _parsed(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="inlay", description="Open the editor.")
    parser.add_argument("files", nargs="*", type=Path, metavar="FILE", help="sound files to open")
    parser.add_argument("--model", default="", metavar="NAME|FOLDER", help="the model to use in this run")
    parser.add_argument(
        "--self-test", action="store_true", help="show the window, close it, and say how long it took"
    )
    return parser.parse_args(arguments)


def _show(options: argparse.Namespace) -> int:
    began = time.perf_counter()
    gc.disable()  # nothing that is made on the way to the window is garbage; the window enables it again
    from app.start import run

    return run(options.files, model=options.model, is_self_test=options.self_test, began=began)


if __name__ == "__main__":
    sys.exit(main())
