"""Set Inlay up on a fresh machine and start it: one command, the standard library alone.

    python3 packaging/bootstrap.py run [FILE...] [--headless] [--out FOLDER]
    python3 packaging/bootstrap.py test [pytest's arguments]
    python3 packaging/bootstrap.py setup

Each makes `.venv` where it is missing or broken and installs the pinned versions, unless they are there.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib.util
import os
import shlex
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import NamedTuple, NoReturn

if sys.version_info < (3, 11):  # noqa: UP036 - whoever meets this has an older one
    sys.exit(
        "Inlay needs Python 3.11 or later, and this is {}.{}: install a newer one and name it, "
        "as in: python3.12 packaging/bootstrap.py run".format(*sys.version_info[:2])
    )

ROOT = Path(__file__).resolve().parent.parent

WINDOW_PACKAGES = (
    "fonts-dejavu-core", "libdbus-1-3", "libegl1", "libfontconfig1", "libfreetype6", "libgl1", "libglib2.0-0",
    "libx11-xcb1", "libxcb-cursor0", "libxcb-icccm4", "libxcb-image0", "libxcb-keysyms1", "libxcb-randr0",
    "libxcb-render-util0", "libxcb-shape0", "libxcb-shm0", "libxcb-sync1", "libxcb-xfixes0",
    "libxcb-xinerama0", "libxcb-xkb1", "libxkbcommon-x11-0",
)  # fmt: skip
SOUND_PACKAGES = ("libasound2-plugins", "libportaudio2")
QUICK = ("-m", "not slow")
"""What pytest is told where nothing else is: slow tests start the engine's process again and again."""
TEST_PACKAGES = ("openbox", "pulseaudio", "pulseaudio-utils", "xauth", "xdotool", "xvfb")
STANDS_IN_FOR = {"pulseaudio": "pipewire-pulse"}  # a desktop has one or the other, never both

SCREEN = "1600x1000x24"
PATIENCE_S = 10.0

Run = Callable[[list[str]], "subprocess.CompletedProcess[str]"]


class SetupError(Exception):
    """Something that the person at the keyboard can act on; str() is a whole sentence."""


class Place(NamedTuple):
    """A folder with the project in it, and where its environment lies."""

    root: Path

    @property
    def venv(self) -> Path:
        """The virtual environment."""
        return self.root / ".venv"

    @property
    def python(self) -> Path:
        """Its interpreter."""
        return self.venv / ("Scripts/python.exe" if os.name == "nt" else "bin/python")

    @property
    def stamp(self) -> Path:
        """What was installed last, and for which extras."""
        return self.venv / "inlay-setup.txt"

    @property
    def constraints(self) -> Path:
        """Every exact version."""
        return self.root / "packaging" / "constraints.txt"


def say(text: str) -> None:
    """One line for the person who waits."""
    print(text, flush=True)


def quietly(command: list[str]) -> subprocess.CompletedProcess[str]:
    """Run a command to its end; its output is kept, not shown."""
    return subprocess.run(command, check=False, capture_output=True, text=True, errors="replace")


# --- system libraries -----------------------------------------------------------------------------------


def packages_for(*, tests: bool) -> list[str]:
    """The Debian packages that Inlay, or its tests as well, need on this machine."""
    needed = [*WINDOW_PACKAGES, *SOUND_PACKAGES, *(TEST_PACKAGES if tests else ())]
    if importlib.util.find_spec("ensurepip") is None:
        needed.append("python{}.{}-venv".format(*sys.version_info[:2]))
    return needed


def installed_packages(run: Run = quietly) -> set[str]:
    """Names of what dpkg has installed, and of what that stands in for (libglib2.0-0t64: libglib2.0-0)."""
    names: set[str] = set()
    for line in run(
        ["dpkg-query", "-W", "-f", "${db:Status-Abbrev}|${Package}|${Provides}\n"]
    ).stdout.splitlines():
        status, name, provided = line.split("|", 2)
        if status.startswith("ii"):
            names |= {name} | {word.split()[0] for word in provided.split(",") if word.strip()}
    return names


def missing_packages(needed: Iterable[str], installed: set[str]) -> list[str]:
    """What is needed and not there, in order."""
    return [name for name in needed if not {name, STANDS_IN_FOR.get(name, name)} & installed]


def becoming_root(run: Run = quietly) -> list[str] | None:
    """The words before a command that needs root: none, sudo without a password, or None: impossible."""
    if os.geteuid() == 0:
        return []
    if shutil.which("sudo") and run(["sudo", "-n", "true"]).returncode == 0:
        return ["sudo", "-n"]
    return None


def install_system_packages(*, tests: bool) -> None:
    """On Debian, Ubuntu and their like, bring the libraries that are missing; elsewhere do nothing.

    Raises:
        SetupError: they cannot be installed from here; the text holds the line to type.
    """
    if sys.platform == "linux" and shutil.which("apt-get") and shutil.which("dpkg-query"):
        missing = missing_packages(packages_for(tests=tests), installed_packages())
        if missing:
            apt_get(missing, becoming_root())


def apt_get(missing: list[str], prefix: list[str] | None, run: Run = quietly) -> None:
    """Install Debian packages, waiting for whoever else is installing; nothing is ever removed for it.

    Raises:
        SetupError: `prefix` is None, or apt-get failed.
    """
    by_hand = f"sudo apt-get update && sudo apt-get install --no-install-recommends {shlex.join(missing)}"
    if prefix is None:
        raise SetupError(f"Some system libraries are missing; type this line and start again:\n  {by_hand}")
    say(f"Installing system libraries: {' '.join(missing)}")
    lock = ["-o", "DPkg::Lock::Timeout=300"]
    run([*prefix, "apt-get", "update", "-q", *lock])  # without a network what was fetched before may do
    flags = ["-y", "-q", "--no-install-recommends", "--no-remove", *lock]
    done = run([*prefix, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "install", *flags, *missing])
    if done.returncode != 0:
        reason = (done.stderr.strip() or done.stdout.strip()).splitlines()[-1:]
        raise SetupError(f"apt-get failed ({' '.join(reason)}); type this line and start again:\n  {by_hand}")


# --- the environment ------------------------------------------------------------------------------------


def version_in(place: Place, run: Run = quietly) -> str:
    """The Python version of an environment that works and has pip; empty where it does not."""
    if not place.python.exists():
        return ""
    with suppress(OSError):
        probe = "import pip, sys; print('%d.%d.%d' % sys.version_info[:3], sys.version_info >= (3, 11))"
        version, _, is_new_enough = run([str(place.python), "-c", probe]).stdout.strip().partition(" ")
        return version if is_new_enough == "True" else ""
    return ""


def make_environment(place: Place) -> str:
    """Make `.venv` where there is none or a broken one, and tell its Python version.

    Raises:
        SetupError: it cannot be made.
    """
    if version := version_in(place):
        return version
    say(f"{'Repairing' if place.venv.exists() else 'Making'} {place.venv}")
    done = quietly([sys.executable, "-m", "venv", "--clear", str(place.venv)])
    version = version_in(place) if done.returncode == 0 else ""
    if not version:
        reason = " ".join((done.stderr or done.stdout).split())[-300:]
        raise SetupError(f"The virtual environment {place.venv} cannot be made: {reason}")
    return version


def fingerprint(place: Place, version: str) -> str:
    """Changes whenever something has to be installed anew; the folder counts, since it may be moved."""
    digest = hashlib.sha256(f"{version}\n{place.root}\n".encode())
    digest.update((place.root / "pyproject.toml").read_bytes())
    digest.update(place.constraints.read_bytes())
    return digest.hexdigest()


def is_installed(place: Place, version: str, *, tests: bool) -> bool:
    """Whether the stamp says that everything is there; what the tests need includes what Inlay needs."""
    if not place.stamp.exists():
        return False
    found, _, extras = place.stamp.read_text(encoding="utf-8").strip().partition(" ")
    return found == fingerprint(place, version) and (not tests or extras == "dev")


def install_packages(place: Place, version: str, *, tests: bool) -> None:
    """Install the pinned versions, and the project itself in place, into the environment.

    The indexes and certificates are those of the user's own pip configuration.

    Raises:
        SetupError: pip failed, or a library cannot be loaded.
    """
    place.stamp.unlink(missing_ok=True)
    extras = "dev" if tests else ""
    target = f"{place.root}[{extras}]" if extras else str(place.root)
    began = time.monotonic()
    say("Installing packages into .venv (the first time this takes minutes and some gigabytes) ...")
    command = [str(place.python), "-m", "pip", "install", "--no-input", "--progress-bar", "off"]
    command += ["--disable-pip-version-check", "--editable", target, "--constraint", str(place.constraints)]
    code, tail = show_progress(command)
    if code != 0:
        say("\n".join(tail))
        raise SetupError(
            "The packages could not be installed: pip says why above; mend that and start again."
        )
    say(f"Packages installed in {time.monotonic() - began:.0f} s.")
    check_libraries(place)
    place.stamp.write_text(f"{fingerprint(place, version)} {extras}\n", encoding="utf-8")


def show_progress(command: list[str]) -> tuple[int, list[str]]:
    """Run a talkative command, its latest line shown on a terminal; its exit code and its last lines."""
    tail: deque[str] = deque(maxlen=15)
    is_terminal = sys.stdout.isatty()
    width = shutil.get_terminal_size().columns - 4
    with started(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT) as process:
        for line in process.stdout or ():
            tail.append(line.rstrip())
            if is_terminal and line.strip():
                print(f"\r\x1b[2K  {line.strip()[:width]}", end="", flush=True)
        code = process.wait()
    if is_terminal:
        print("\r\x1b[2K", end="", flush=True)
    return code, list(tail)


def check_libraries(place: Place) -> None:
    """See that what lies outside of pip's reach is there.

    Raises:
        SetupError: Qt's or PortAudio's system libraries are missing.
    """
    done = quietly([str(place.python), "-c", "import sounddevice, soundfile, PySide6.QtWidgets"])
    if done.returncode != 0:
        reason = done.stderr.strip().splitlines()[-1] if done.stderr.strip() else "no reason was given"
        raise SetupError(
            f"A system library is missing ({reason}): install PortAudio and the libraries of Qt 6 "
            "with your system's package manager, and start again."
        )


def set_up(place: Place, *, tests: bool) -> None:
    """Everything that is needed to run Inlay, or its tests as well; nothing where it is already there."""
    install_system_packages(tests=tests)
    version = make_environment(place)
    if not is_installed(place, version, tests=tests):
        install_packages(place, version, tests=tests)


# --- starting -------------------------------------------------------------------------------------------


@contextmanager
def started(command: list[str], **options: object) -> Iterator[subprocess.Popen[str]]:
    """A child process that never outlives the block: asked to end first, killed after a while."""
    process = subprocess.Popen(command, text=True, errors="replace", **options)  # type: ignore[call-overload]
    try:
        yield process
    finally:
        if process.poll() is None:
            process.terminate()
            try:
                process.wait(PATIENCE_S)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        if process.stdout:
            process.stdout.close()


def follow(command: list[str], *, cwd: Path, env: Mapping[str, str]) -> int:
    """Run a command in this terminal and tell its exit code; Ctrl-C reaches it too, and is waited for."""
    with started(command, cwd=cwd, env=dict(env)) as process:
        try:
            code = process.wait()
        except KeyboardInterrupt:
            with suppress(subprocess.TimeoutExpired):
                process.wait(PATIENCE_S)
            raise
    return 128 - code if code < 0 else code


def has_display(env: Mapping[str, str] = os.environ) -> bool:
    """Whether a window can be shown; only Linux may be without."""
    return sys.platform != "linux" or bool(env.get("DISPLAY") or env.get("WAYLAND_DISPLAY"))


def run_command(place: Place, files: list[Path], *, is_headless: bool, out: Path) -> list[str]:
    """The editor on files or on the demo loop; or the demo without a window.

    Raises:
        SetupError: files are to be opened and there is no window to open them in.
    """
    python = str(place.python)
    if not is_headless:
        demo = place.root / "resources" / "demo" / "loop.wav"
        shown = [file.resolve() for file in files] or [path for path in (demo,) if path.exists()]
        return [python, "-m", "app", *map(str, shown)]
    if files:
        raise SetupError(
            f"There is no window to open “{files[0].name}” in; "
            f"work on it without one: {place.python.with_name('inlay')} inpaint --help"
        )
    return [python, "-m", "app.demo", "--out", str(out.resolve())]


@contextmanager
def virtual_screen(env: Mapping[str, str]) -> Iterator[dict[str, str]]:
    """An X server without a monitor, with a window manager on it where there is one; yields its environment.

    Raises:
        SetupError: Xvfb is missing or does not start.
    """
    if not shutil.which("Xvfb"):
        raise SetupError("The tests need a screen: set DISPLAY, or install Xvfb and start again.")
    reading, writing = os.pipe()
    command = ["Xvfb", "-displayfd", str(writing), "-screen", "0", SCREEN, "-nolisten", "tcp", "-noreset"]
    # A session of its own: Ctrl-C ends the tests first, and the screen after them.
    apart = {"start_new_session": True, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    with started(command, pass_fds=[writing], **apart):
        os.close(writing)
        with os.fdopen(reading) as pipe:
            number = pipe.readline().strip()  # empty once the server is gone
        if not number:
            raise SetupError("The virtual screen (Xvfb) did not start.")
        on_screen = {**env, "DISPLAY": f":{number}", "QT_QPA_PLATFORM": "xcb"}
        on_screen.pop("WAYLAND_DISPLAY", None)
        if not shutil.which("openbox"):
            yield on_screen
            return
        with started(["openbox", "--sm-disable"], env=on_screen, **apart):
            yield on_screen


def test_environment(env: Mapping[str, str]) -> dict[str, str]:
    """Where bootstrap has brought a screen and a sound server, doing without them is a failure."""
    threads = {"OMP_NUM_THREADS": "2", "MKL_NUM_THREADS": "2"}
    demands = {"INLAY_REQUIRE_DISPLAY": "1", "INLAY_REQUIRE_SOUND": "1"} if sys.platform == "linux" else {}
    if demands and shutil.which("pipewire-pulse") and not shutil.which("pulseaudio"):
        say("This desktop has PipeWire, which PulseAudio would push aside: tests of playback are left out.")
        del demands["INLAY_REQUIRE_SOUND"]
    return {**env, **threads, **demands}


def run_tests(place: Place, arguments: list[str]) -> int:
    """Run pytest with these arguments, on a virtual screen where there is none; its exit code."""
    command = [str(place.python), "-m", "pytest", *arguments]
    env = test_environment(os.environ)
    if sys.platform != "linux" or env.get("DISPLAY"):
        return follow(command, cwd=place.root, env=env)
    with virtual_screen(env) as on_screen:
        return follow(command, cwd=place.root, env=on_screen)


def halves(tests: Path) -> tuple[list[str], list[str]]:
    """Which tests run beside which: those of the window, and all others with those of the timeline."""
    apart = tests / "app" / "timeline"
    others = [place for place in sorted(tests.iterdir()) if place.name != "app" and holds_tests(place)]
    return [str(tests / "app"), f"--ignore={apart}"], [str(apart), *map(str, others)]


def holds_tests(place: Path) -> bool:
    """Whether pytest would find something there."""
    return place.match("test_*.py") or any(place.rglob("test_*.py"))


def run_all_tests(place: Place) -> int:
    """Run all but slow tests, half of them beside the other half, each on a virtual screen of its own.

    Where there is a screen already, or one processor only, they run one after the other.
    """
    if sys.platform != "linux" or os.environ.get("DISPLAY") or (os.cpu_count() or 1) < 2:
        return run_tests(place, list(QUICK))
    command = [str(place.python), "-m", "pytest", *QUICK]
    first, second = halves(place.root / "tests")
    with ExitStack() as stack:
        env = test_environment(os.environ) | {"OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}
        screens = [stack.enter_context(virtual_screen(env)) for _ in range(2)]
        told = stack.enter_context(tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace"))
        beside = {"cwd": place.root, "env": screens[1], "stdout": told, "stderr": subprocess.STDOUT}
        other = stack.enter_context(started([*command, *second], **beside))
        code = follow([*command, *first], cwd=place.root, env=screens[0])
        other_code = other.wait()
        told.seek(0)
        print(told.read(), flush=True)
    return code or abs(other_code)


# --- the command line -----------------------------------------------------------------------------------


def parser() -> argparse.ArgumentParser:
    """What can be typed."""
    top = argparse.ArgumentParser(prog="bootstrap.py", description="Set Inlay up, and start it or its tests.")
    commands = top.add_subparsers(dest="command", required=True, metavar="run|test|setup")
    run = commands.add_parser("run", help="open the editor; without a display, regenerate a hit of the demo")
    run.add_argument("files", nargs="*", type=Path, metavar="FILE", help="sound files to open")
    run.add_argument("--headless", action="store_true", help="the demo without a window")
    run.add_argument("--out", type=Path, default=Path("inlay-demo"), help="folder for what the demo writes")
    commands.add_parser("test", help="run the tests; what follows goes to pytest", add_help=False)
    setup = commands.add_parser("setup", help="install what is needed and stop")
    setup.add_argument("--dev", action="store_true", help="what the tests need as well")
    return top


def dispatch(place: Place, argv: list[str]) -> int:
    """Do what the command line asks; the exit code."""
    if argv[:1] == ["test"]:
        set_up(place, tests=True)
        return run_tests(place, argv[1:]) if argv[1:] else run_all_tests(place)
    asked = parser().parse_args(argv)
    if asked.command == "setup":
        set_up(place, tests=asked.dev)
        say(f"Inlay is ready: {place.python.with_name('inlay')}")
        return 0
    command = run_command(place, asked.files, is_headless=asked.headless or not has_display(), out=asked.out)
    set_up(place, tests=False)
    return follow(command, cwd=place.root, env=os.environ)


def leave(signal_number: int, _: object) -> NoReturn:
    """Turn a request to end into an exception, so that every `finally` is run."""
    sys.exit(128 + signal_number)


def main(argv: list[str], root: Path = ROOT) -> int:
    """Bootstrap's own exit code: the command's, 1 for an error told in a sentence, 2 usage, 130 cancelled."""
    signal.signal(signal.SIGTERM, leave)
    try:
        return dispatch(Place(root), argv)
    except SetupError as error:
        print(error, file=sys.stderr)
        return 1
    except OSError as error:
        print(f"Setting Inlay up failed: {error}.", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("Cancelled.", file=sys.stderr)
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
