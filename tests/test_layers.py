"""Who may import whom: read off the source by ast, and off a fresh interpreter where it matters most."""

from __future__ import annotations

import ast
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
ENGINE = sorted((ROOT / "engine").rglob("*.py"))
APP = sorted((ROOT / "app").rglob("*.py"))

GUI = {"PySide6", "shiboken6", "pyqtgraph", "app"}
TORCH = {"torch", "transformers", "diffusers", "safetensors"}
BELOW = {
    "disk": {"errors"},
    "audio": {"errors", "timeline", "disk"},
    "document": {"errors", "timeline", "disk", "audio"},
    "export": {"errors", "timeline", "disk", "audio", "document"},
    "model": {"errors", "timeline"},
    "generate": {"errors", "timeline", "audio", "document", "model", "catalogue"},
    "catalogue": {"errors", "timeline", "model"},
}
USERS_OF = {
    "soundfile": {
        "engine/audio/files.py",
        "engine/audio/broadcast.py",
        "engine/audio/reading.py",
        "engine/audio/writing.py",
    },
    "av": {"engine/audio/files.py", "engine/audio/compressed.py", "engine/audio/encoding.py"},
    "sounddevice": {"engine/audio/outputs.py"},
    "soxr": {"engine/audio/resample.py"},
}


def name(path: Path) -> str:
    """The path from the root, as tests are called."""
    return path.relative_to(ROOT).as_posix()


def room(path: Path) -> str:
    """The part of the engine that a file belongs to: its folder, or its own name."""
    return path.relative_to(ROOT / "engine").parts[0].removesuffix(".py")


@cache
def tree(path: Path) -> ast.Module:
    """The file, parsed."""
    return ast.parse(path.read_text(encoding="utf-8"), name(path))


def package_of(path: Path) -> tuple[str, ...]:
    """The packages that a file lies in, from the outermost."""
    return path.relative_to(ROOT).parts[:-1]


def modules_of(node: ast.AST, package: tuple[str, ...]) -> set[str]:
    """The full names of the modules that one statement imports, `from package import module` included."""
    if isinstance(node, ast.Import):
        return {alias.name for alias in node.names}
    if not isinstance(node, ast.ImportFrom):
        return set()
    above = ".".join(package[: len(package) - node.level + 1]) if node.level else ""
    origin = ".".join(part for part in (above, node.module) if part)
    return {origin} | {f"{origin}.{alias.name}" for alias in node.names}


def all_modules(source: ast.Module, package: tuple[str, ...]) -> set[str]:
    """The full names of everything that a file imports, wherever in the file it does."""
    return set().union(*(modules_of(node, package) for node in ast.walk(source)))


def modules_at_once(body: list[ast.stmt], package: tuple[str, ...]) -> set[str]:
    """What statements import at the moment they are run: not in functions, not for type checkers."""
    found: set[str] = set()
    for node in body:
        found |= modules_of(node, package)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        kept = ("orelse",) if is_type_checking(node) else ("body", "orelse", "finalbody")
        blocks = [getattr(node, field, []) for field in kept]
        blocks += [handler.body for handler in getattr(node, "handlers", [])]
        found = found.union(*(modules_at_once(block, package) for block in blocks))
    return found


def is_type_checking(node: ast.AST) -> bool:
    """Whether a statement is `if TYPE_CHECKING:`."""
    return isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test)


def imports(path: Path) -> set[str]:
    """Everything that one of our files imports."""
    return all_modules(tree(path), package_of(path))


def imports_when_imported(path: Path) -> set[str]:
    """What one of our files imports when it is itself imported."""
    return modules_at_once(tree(path).body, package_of(path))


def packages(modules: set[str]) -> set[str]:
    """The first words of module names."""
    return {module.partition(".")[0] for module in modules}


def file_of(module: str) -> Path | None:
    """The file of one of our own modules, None where there is none."""
    base = ROOT.joinpath(*module.split("."))
    return next((path for path in (base.with_suffix(".py"), base / "__init__.py") if path.is_file()), None)


def reached_from(path: Path) -> set[Path]:
    """Every file of ours that is imported, directly or through others, when `path` is."""
    found, waiting = {path}, [path]
    while waiting:
        modules = imports_when_imported(waiting.pop())
        parents = {module.rsplit(".", n)[0] for module in modules for n in range(module.count(".") + 1)}
        new = {file for module in modules | parents if (file := file_of(module))} - found
        found |= new
        waiting += new
    return found


@pytest.mark.parametrize("path", ENGINE, ids=name)
def test_engine_knows_no_gui(path):
    assert packages(imports(path)).isdisjoint(GUI)


@pytest.mark.parametrize("path", [p for p in ENGINE if room(p) in BELOW], ids=name)
def test_rooms_of_the_engine_import_only_what_lies_below_them(path):
    ours = {module.split(".")[1] for module in imports(path) if module.startswith("engine.")}
    assert ours <= BELOW[room(path)] | {room(path)}


@pytest.mark.parametrize("path", [ROOT / "engine/errors.py", ROOT / "engine/timeline.py"], ids=name)
def test_errors_and_timeline_stand_on_nothing(path):
    assert packages(imports(path)) - {"engine"} <= set(sys.stdlib_module_names)
    assert {m for m in imports(path) if m.startswith("engine.")} <= {
        "engine.errors",
        "engine.errors.EngineError",
        "engine.errors.RequestError",
    }


@pytest.mark.parametrize("path", [p for p in ENGINE if room(p) in ("audio", "document", "export")], ids=name)
def test_sound_and_document_work_without_torch(path):
    assert packages(imports(path)).isdisjoint(TORCH)


@pytest.mark.parametrize("path", APP, ids=name)
def test_nothing_that_the_window_imports_imports_torch(path):
    guilty = {name(p) for p in reached_from(path) if packages(imports_when_imported(p)) & TORCH}
    assert not guilty


@pytest.mark.parametrize("path", APP + ENGINE, ids=name)
def test_sound_libraries_stay_in_the_audio_room(path):
    elsewhere = {library for library, users in USERS_OF.items() if name(path) not in users}
    assert packages(imports(path)).isdisjoint(elsewhere)


@pytest.mark.parametrize("path", [p for p in ENGINE if room(p) in ("model", "catalogue")], ids=name)
def test_checkpoints_are_never_unpickled(path):
    assert packages(imports(path)).isdisjoint({"pickle", "cloudpickle", "dill", "joblib", "shelve"})
    attributes = {ast.unparse(node) for node in ast.walk(tree(path)) if isinstance(node, ast.Attribute)}
    assert attributes.isdisjoint({"torch.load", "torch.serialization.load", "torch.jit.load", "np.load"})


def modules_after(statement: str) -> set[str]:
    """What is in sys.modules of a fresh interpreter after `statement`."""
    code = f"{statement}\nimport sys\nprint('\\n'.join(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return set(done.stdout.split())


@pytest.mark.skipif(not (ROOT / "app/main_window.py").exists(), reason="there is no window yet")
def test_the_window_opens_without_torch():
    assert modules_after("import app.main_window").isdisjoint(TORCH)


def test_the_command_line_explains_itself_without_torch_or_qt():
    if not (ROOT / "engine/cli.py").exists():
        pytest.skip("there is no command line yet")
    assert modules_after("import engine.cli").isdisjoint(TORCH | GUI)


def test_the_reader_of_imports_sees_every_form():
    source = ast.parse(
        "import a.b\nfrom .. import errors\nfrom .wall import window\nfrom typing import TYPE_CHECKING\n"
        "if TYPE_CHECKING:\n    import only_types\nelse:\n    import at_once\n"
        "try:\n    import tried\nexcept ImportError:\n    import instead\n"
        "def later():\n    import late\n"
    )
    everything = all_modules(source, ("engine", "room"))
    assert {"a.b", "engine.errors", "engine.room.wall.window", "only_types", "late"} <= everything
    at_once = modules_at_once(source.body, ("engine", "room"))
    assert {"at_once", "tried", "instead"} <= at_once
    assert at_once.isdisjoint({"only_types", "late"})
