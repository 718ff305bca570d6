"""What every test stands on: no settings of the user's, no downloads, few threads, nothing left behind."""

from __future__ import annotations

import gc
import os
import shutil
import sys
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
from hypothesis import settings

PATIENCE_S = 5.0
"""How long a thread or a child process that is already ending may take."""

_PERSONAL = ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME")
_HOME = pytest.StashKey[Path]()

# Examples are drawn anew each time, but how long one takes says nothing on a busy machine.
settings.register_profile("inlay", settings.get_profile(settings.get_current_profile_name()), deadline=None)
settings.load_profile("inlay")


def pytest_configure(config: pytest.Config) -> None:
    """Set the environment that tests and their child processes see, before anything reads it."""
    home = config.stash[_HOME] = Path(tempfile.mkdtemp(prefix="inlay-tests-"))
    os.environ |= {variable: str(home / variable.lower()) for variable in _PERSONAL}
    os.environ |= {"HF_HUB_OFFLINE": "1", "TRANSFORMERS_OFFLINE": "1", "HF_HUB_DISABLE_TELEMETRY": "1"}
    for variable in ("OMP_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ.setdefault(variable, str(min(2, os.cpu_count() or 1)))
    if sys.platform == "linux":
        _choose_platform()


def pytest_unconfigure(config: pytest.Config) -> None:
    """Remove what the tests' own settings folder has gathered."""
    shutil.rmtree(config.stash[_HOME], ignore_errors=True)


def _choose_platform() -> None:
    if os.environ.get("DISPLAY"):
        os.environ.setdefault("QT_QPA_PLATFORM", "xcb")
    elif os.environ.get("INLAY_REQUIRE_DISPLAY"):
        raise pytest.UsageError("there is no display: start the tests with packaging/bootstrap.py test")
    else:
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what needs a GPU or published weights where there are none."""
    missing = {"weights"} if not os.environ.get("INLAY_WEIGHTS") else set()
    if any(item.get_closest_marker("gpu") for item in items) and not _has_cuda():
        missing.add("gpu")
    left_out = [item for item in items if any(item.get_closest_marker(marker) for marker in missing)]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in left_out]


def _has_cuda() -> bool:
    import torch

    return torch.cuda.is_available()


@pytest.fixture(autouse=True)
def nothing_left_behind(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fail a test that leaves child processes, threads, QThreads or ticking QTimers behind."""
    has_qt = "qapp" in request.fixturenames
    threads, children, ticking = set(threading.enumerate()), _children(), _ticking() if has_qt else {}
    yield
    left = _wait_for_children(_children() - children) + _wait_for_threads(threads)
    left += _new(ticking) if has_qt else []
    assert not left, f"left behind: {', '.join(left)}"


def _children() -> set[psutil.Process]:
    return set(psutil.Process().children(recursive=True))


def _wait_for_children(children: set[psutil.Process]) -> list[str]:
    ours = [child for child in children if not _is_helper(child)]
    _, alive = psutil.wait_procs(ours, timeout=PATIENCE_S)
    for child in alive:
        child.kill()
    return [f"process {child.pid}" for child in alive]


def _is_helper(child: psutil.Process) -> bool:
    """Whether a process belongs to multiprocessing itself and lives as long as the interpreter."""
    try:
        words = " ".join(child.cmdline())
    except psutil.Error:
        return False
    return "resource_tracker" in words or "multiprocessing.forkserver" in words


def _wait_for_threads(before: set[threading.Thread]) -> list[str]:
    new = [thread for thread in threading.enumerate() if thread not in before and not thread.daemon]
    for thread in new:
        thread.join(PATIENCE_S)
    return [f"thread “{thread.name}”" for thread in new if thread.is_alive()]


def _ticking() -> dict[int, object]:
    """Running QThreads and active QTimers, by identity."""
    core, is_valid = sys.modules["PySide6.QtCore"], sys.modules["shiboken6"].isValid
    alive = gc.get_objects()
    # Kinds first: isinstance() on every object would be slow and wake up lazy modules.
    kinds = set(map(type, alive))
    threads = {kind for kind in kinds if issubclass(kind, core.QThread)}
    timers = {kind for kind in kinds if issubclass(kind, core.QTimer)}
    ours = [thing for thing in alive if type(thing) in threads or type(thing) in timers]
    running = [t for t in ours if is_valid(t) and (t.isRunning() if type(t) in threads else t.isActive())]
    return {id(thing): thing for thing in running}


def _new(before: dict[int, object]) -> list[str]:
    """Names of what runs now and did not before, once Qt and Python have cleaned up."""
    if _ticking().keys() <= before.keys():
        return []
    core = sys.modules["PySide6.QtCore"]
    core.QCoreApplication.sendPostedEvents(None, core.QEvent.Type.DeferredDelete)
    gc.collect()
    left = [thing for key, thing in _ticking().items() if key not in before]
    threads = [thing for thing in left if isinstance(thing, core.QThread)]
    for thread in threads:
        thread.wait(int(PATIENCE_S * 1000))
    names = [f"{type(thing).__name__} “{thing.objectName()}”" for thing in left if thing not in threads]
    return names + [f"QThread “{thread.objectName()}”" for thread in threads if thread.isRunning()]


@pytest.fixture(scope="session")
def tiny_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small untrained post-trained checkpoint on disk, text encoder included."""
    from tests.helpers import tiny_model

    return tiny_model.make(tmp_path_factory.mktemp("models") / "tiny")


@pytest.fixture
def bundled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine on which no model is found; gives the folder, still missing, of those that ship."""
    folder = tmp_path / "bundled"
    monkeypatch.setattr("engine.catalogue.bundled_folder", lambda: folder)
    monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path / "hub"))
    monkeypatch.delenv("INLAY_MODELS", raising=False)
    return folder
