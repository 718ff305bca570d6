"""Setting Inlay up: what is found missing, what is started, and what is told when something fails."""

from __future__ import annotations

import ast
import importlib.util
import os
import shutil
import signal
import subprocess
import sys
import tomllib
from importlib.metadata import distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parent.parent
SCRIPT = ROOT / "packaging" / "bootstrap.py"

spec = importlib.util.spec_from_file_location("bootstrap", SCRIPT)
bootstrap = importlib.util.module_from_spec(spec)
spec.loader.exec_module(bootstrap)

posix_only = pytest.mark.skipif(os.name == "nt", reason="environments and signals are those of POSIX")
needs_xvfb = pytest.mark.skipif(
    not shutil.which("Xvfb") and "INLAY_REQUIRE_DISPLAY" not in os.environ, reason="there is no Xvfb here"
)


class Machine:
    """Stands where commands would run: answers by their first words, and remembers them."""

    def __init__(self, *, dpkg: str = "", failing: str = "nothing") -> None:
        self.dpkg, self.failing, self.commands = dpkg, failing, []

    def __call__(self, command: list[str]) -> subprocess.CompletedProcess[str]:
        self.commands.append(command)
        code = 100 if self.failing in command else 0
        return subprocess.CompletedProcess(command, code, stdout=self.dpkg, stderr="E: no such thing")


@pytest.fixture
def place(tmp_path):
    """A project with nothing to install, whose window says what it was given."""
    (tmp_path / "packaging").mkdir()
    (tmp_path / "packaging" / "constraints.txt").write_text("")
    (tmp_path / "pyproject.toml").write_text("")
    (tmp_path / "app").mkdir()
    return bootstrap.Place(tmp_path)


@pytest.fixture
def ready(place):
    """The same, set up: an environment with a stand-in for pip."""
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", place.venv], check=True)
    [site] = place.venv.glob("lib/python*/site-packages")
    (site / "pip").mkdir()
    (site / "pip" / "__init__.py").touch()
    version = bootstrap.version_in(place)
    place.stamp.write_text(f"{bootstrap.fingerprint(place, version)} dev\n")
    return place


def test_packages_count_under_their_old_names_and_only_when_installed():
    listing = "ii |libglib2.0-0t64|libglib2.0-0 (= 2.80), other\nrc |libegl1|\nii |libgl1|\n"
    installed = bootstrap.installed_packages(Machine(dpkg=listing))
    assert bootstrap.missing_packages(["libegl1", "libgl1", "libglib2.0-0"], installed) == ["libegl1"]


def test_a_desktop_with_pipewire_keeps_its_sound_server():
    assert bootstrap.missing_packages(["pulseaudio", "xvfb"], {"pipewire-pulse"}) == ["xvfb"]


def test_tests_need_what_inlay_needs_and_more():
    assert set(bootstrap.packages_for(tests=False)) < set(bootstrap.packages_for(tests=True))


def test_without_root_the_line_to_type_is_told_and_nothing_is_run():
    machine = Machine()
    with pytest.raises(bootstrap.SetupError, match=r"sudo apt-get install .* libegl1 xvfb$"):
        bootstrap.apt_get(["libegl1", "xvfb"], None, machine)
    assert not machine.commands


def test_lists_are_fetched_before_packages_and_nothing_is_removed():
    machine = Machine()
    bootstrap.apt_get(["libegl1"], ["sudo", "-n"], machine)
    update, install = machine.commands
    assert update[:4] == ["sudo", "-n", "apt-get", "update"]
    assert install[-1] == "libegl1"
    assert {"--no-remove", "DEBIAN_FRONTEND=noninteractive"} <= set(install)


def test_a_failing_apt_get_tells_its_reason_and_the_line_to_type():
    with pytest.raises(bootstrap.SetupError, match=r"no such thing.*\n.*sudo apt-get install"):
        bootstrap.apt_get(["libegl1"], [], Machine(failing="install"))


def test_packages_can_be_fetched_without_fresh_lists():
    bootstrap.apt_get(["libegl1"], [], Machine(failing="update"))


@posix_only
@pytest.mark.slow
def test_a_broken_environment_is_made_anew(place):
    place.python.parent.mkdir(parents=True)
    place.python.symlink_to("/nowhere/python3")
    (place.venv / "left_over").touch()
    assert bootstrap.version_in(place) == ""
    version = bootstrap.make_environment(place)
    assert version == bootstrap.version_in(place) == "{}.{}.{}".format(*sys.version_info[:3])
    assert not (place.venv / "left_over").exists()


@posix_only
def test_an_environment_without_pip_counts_as_broken(ready):
    [pip] = ready.venv.glob("lib/python*/site-packages/pip/__init__.py")
    pip.write_text("raise ImportError")
    assert bootstrap.version_in(ready) == ""


@posix_only
@pytest.mark.parametrize("changed", ["pyproject.toml", "packaging/constraints.txt"])
def test_a_change_of_what_is_asked_for_calls_for_a_new_installation(ready, changed):
    version = bootstrap.version_in(ready)
    assert bootstrap.is_installed(ready, version, tests=True)
    (ready.root / changed).write_text("# changed")
    assert not bootstrap.is_installed(ready, version, tests=True)


@posix_only
def test_what_the_tests_need_is_enough_to_run_but_not_the_other_way_round(ready):
    version = bootstrap.version_in(ready)
    assert bootstrap.is_installed(ready, version, tests=False)
    ready.stamp.write_text(f"{bootstrap.fingerprint(ready, version)} \n")
    assert bootstrap.is_installed(ready, version, tests=False)
    assert not bootstrap.is_installed(ready, version, tests=True)


def test_a_failing_command_leaves_its_last_lines():
    code, tail = bootstrap.show_progress(
        [sys.executable, "-c", "for n in range(40): print(n)\nraise SystemExit(3)"]
    )
    assert code == 3
    assert tail == [str(n) for n in range(25, 40)]


def test_without_a_display_the_main_job_is_done(tmp_path):
    command = bootstrap.run_command(bootstrap.Place(ROOT), [], is_headless=True, out=tmp_path / "out")
    assert command[1:] == ["-m", "app.demo", "--out", str(tmp_path / "out")]


def test_with_a_display_files_open_by_their_full_path(place):
    command = bootstrap.run_command(place, [Path("a.wav")], is_headless=False, out=Path("out"))
    assert command[1:] == ["-m", "app", str(Path.cwd() / "a.wav")]


def test_the_editor_opens_on_the_demo_loop(place):
    loop = place.root / "resources" / "demo" / "loop.wav"
    loop.parent.mkdir(parents=True)
    loop.touch()
    assert bootstrap.run_command(place, [], is_headless=False, out=Path("out"))[-1] == str(loop)


def test_a_file_that_no_window_can_open_is_refused_in_a_sentence():
    done = subprocess.run(
        [sys.executable, SCRIPT, "run", "--headless", "a.wav"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr.startswith("There is no window to open “a.wav” in")
    assert "Traceback" not in done.stderr


def test_an_unknown_command_is_a_usage_error():
    done = subprocess.run([sys.executable, SCRIPT, "fly"], capture_output=True, text=True, check=False)
    assert done.returncode == 2


def bare_start(place, *arguments, **options):
    """Bootstrap on `place`, on a machine that has no package manager and says that it has a display."""
    code = f"import sys; sys.path.insert(0, {str(SCRIPT.parent)!r})\n"
    code += "import bootstrap; from pathlib import Path\n"
    code += f"sys.exit(bootstrap.main({list(arguments)!r}, Path({str(place.root)!r})))"
    env = {**os.environ, "PATH": "", "DISPLAY": ":99"}
    return subprocess.Popen([sys.executable, "-c", code], env=env, text=True, **options)


@posix_only
def test_a_machine_that_is_set_up_starts_at_once_and_passes_the_exit_code_on(ready):
    (ready.root / "app" / "__main__.py").write_text("import sys; print(sys.argv[1]); sys.exit(7)")
    with bare_start(ready, "run", "/music/a.wav", stdout=subprocess.PIPE) as process:
        assert process.communicate()[0] == "/music/a.wav\n"
    assert process.returncode == 7


@posix_only
@pytest.mark.parametrize(
    ("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)], ids=["^C", "TERM"]
)
def test_what_was_started_ends_with_bootstrap(ready, number, code):
    (ready.root / "app" / "__main__.py").write_text(
        # in short sleeps, for a signal that comes just before a pause does not end it
        "import os, time\nprint(os.getpid(), flush=True)\nwhile True:\n    time.sleep(0.05)"
    )
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with bare_start(ready, "run", start_new_session=True, **pipes) as process:
        child = int(process.stdout.readline())
        # A terminal sends Ctrl-C to everyone; whoever ends a service means one process.
        (os.killpg if number == signal.SIGINT else os.kill)(process.pid, number)
        _, complaints = process.communicate()
    assert process.returncode == code
    assert "bootstrap.py" not in complaints
    with pytest.raises(ProcessLookupError):
        os.kill(child, 0)


def screen_socket(env):
    """Where an X server listens."""
    return Path("/tmp/.X11-unix", f"X{env['DISPLAY'].removeprefix(':')}")  # noqa: S108


@needs_xvfb
def test_a_virtual_screen_lasts_as_long_as_it_is_needed():
    with bootstrap.virtual_screen({**os.environ, "WAYLAND_DISPLAY": "wayland-0"}) as env:
        assert screen_socket(env).exists()
        assert env["QT_QPA_PLATFORM"] == "xcb"
        assert "WAYLAND_DISPLAY" not in env
    assert not screen_socket(env).exists()


@needs_xvfb
def test_a_virtual_screen_ends_with_an_error_too():
    environments = []

    def fail_on_screen():
        with bootstrap.virtual_screen(os.environ) as env:
            environments.append(env)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fail_on_screen()
    assert not screen_socket(environments[0]).exists()


def test_the_two_halves_of_the_tests_are_all_of_them_and_share_none():
    first, second = bootstrap.halves(ROOT / "tests")
    places = [Path(word) for word in second]
    left_out = [Path(word.removeprefix("--ignore=")) for word in first if word.startswith("--ignore=")]
    for file in (ROOT / "tests").rglob("test_*.py"):
        in_first = file.is_relative_to(first[0]) and not any(file.is_relative_to(p) for p in left_out)
        in_second = any(file.is_relative_to(place) for place in places)
        assert in_first != in_second, file


def programs(folder, *names):
    """A folder with these programs in it, as PATH."""
    for name in names:
        (folder / name).touch(mode=0o755)
    return str(folder)


@pytest.mark.skipif(sys.platform != "linux", reason="only there does bootstrap bring a sound server")
@pytest.mark.parametrize(
    ("there", "is_demanded"),
    [
        ((), True),
        (("pulseaudio",), True),
        (("pipewire-pulse",), False),
        (("pulseaudio", "pipewire-pulse"), True),
    ],
    ids=["neither", "pulseaudio", "pipewire", "both"],
)
def test_a_sound_server_is_demanded_unless_it_would_push_the_desktops_own_aside(
    tmp_path, monkeypatch, there, is_demanded
):
    monkeypatch.setenv("PATH", programs(tmp_path, *there))
    env = bootstrap.test_environment({"DISPLAY": ":7"})
    assert env["DISPLAY"] == ":7"
    assert env["INLAY_REQUIRE_DISPLAY"] == "1"
    assert ("INLAY_REQUIRE_SOUND" in env) == is_demanded


def test_older_pythons_can_read_the_sentence_that_turns_them_away():
    tree = ast.parse(SCRIPT.read_text(encoding="utf-8"), feature_version=(3, 8))
    first = next(n for n, node in enumerate(tree.body) if isinstance(node, ast.If))
    assert "version_info" in ast.unparse(tree.body[first].test)
    assert all(isinstance(node, ast.Expr | ast.Import | ast.ImportFrom) for node in tree.body[:first])


def test_bootstrap_stands_on_the_standard_library_alone():
    tree = ast.parse(SCRIPT.read_text(encoding="utf-8"))
    imported = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    imported |= {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert {name.partition(".")[0] for name in imported} <= set(sys.stdlib_module_names)


def pinned() -> dict[str, Requirement]:
    """What the constraints say, by name."""
    lines = (ROOT / "packaging" / "constraints.txt").read_text(encoding="utf-8").splitlines()
    found = [Requirement(line) for line in lines if line and not line.startswith("#")]
    return {canonicalize_name(requirement.name): requirement for requirement in found}


def test_every_pin_is_one_exact_version_that_any_platform_can_have():
    for requirement in pinned().values():
        [only] = requirement.specifier
        assert only.operator == "=="
        assert "+" not in only.version


def test_everything_asked_for_is_pinned_to_a_version_that_will_do():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    asked = [*project["dependencies"], *project["optional-dependencies"]["dev"]]
    for requirement in map(Requirement, asked):
        [pin] = pinned()[canonicalize_name(requirement.name)].specifier
        assert requirement.specifier.contains(pin.version)


def test_this_environment_holds_the_pinned_versions():
    installed = {canonicalize_name(d.name): d.version for d in distributions() if d.name}
    differing = {
        name: installed[name]
        for name, requirement in pinned().items()
        if name in installed and not requirement.specifier.contains(installed[name])
    }
    assert not differing


def test_the_check_before_a_change_runs_the_very_command_of_the_readme():
    lines = (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()
    assert "set -euo pipefail" in lines
    assert next(line for line in lines if "python3" in line) == "python3 packaging/bootstrap.py test"
    assert "python3 packaging/bootstrap.py test" in (ROOT / "README.md").read_text(encoding="utf-8")
