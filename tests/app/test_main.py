"""Starting: which words mean the command line, and what is imported for the window."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from app.__main__ import COMMANDS, main


def run(*arguments: str, home: Path) -> subprocess.CompletedProcess[str]:
    places = {f"XDG_{name}_HOME": str(home / name) for name in ("CONFIG", "DATA", "STATE", "CACHE")}
    environment = {**os.environ, **places}
    return subprocess.run(
        [sys.executable, *arguments], capture_output=True, text=True, env=environment, timeout=120
    )


def test_the_self_test_shows_a_window_and_ends_well(tmp_path: Path):
    done = run("-m", "app", "--self-test", home=tmp_path)
    assert done.returncode == 0, done.stderr
    assert re.fullmatch(r"ready in \d+ ms\n", done.stdout)
    assert "Traceback" not in done.stderr


def test_neither_torch_nor_scipy_is_imported_for_the_window(tmp_path: Path):
    code = "import sys, app.start; print(sorted({'torch', 'scipy', 'pyqtgraph'} & set(sys.modules)))"
    assert run("-c", code, home=tmp_path).stdout == "[]\n"


def test_what_is_there_when_the_window_comes_up_is_not_searched_for_garbage_again(tmp_path: Path):
    code = """
import atexit, gc, sys
atexit.register(lambda: print(gc.isenabled(), gc.get_freeze_count() > 50_000))
sys.argv = ["inlay", "--self-test"]
from app.__main__ import main
main()
"""
    assert run("-c", code, home=tmp_path).stdout.splitlines()[1:] == ["True True"]


def test_qt_is_not_imported_by_the_module_that_a_child_process_imports_too(tmp_path: Path):
    code = "import sys, app.__main__; print('PySide6' in sys.modules)"
    assert run("-c", code, home=tmp_path).stdout == "False\n"


def test_help_is_the_command_lines(capsys: pytest.CaptureFixture[str]):
    try:
        status = main(["--help"])
    except SystemExit as end:
        status = int(end.code or 0)
    assert status == 0
    told = capsys.readouterr().out
    assert all(command in told for command in COMMANDS)


def test_an_unknown_option_is_a_mistake_of_usage(capsys: pytest.CaptureFixture[str]):
    with pytest.raises(SystemExit) as end:
        main(["--no-such-option"])
    assert end.value.code == 2
    assert "--no-such-option" in capsys.readouterr().err
