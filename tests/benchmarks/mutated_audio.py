"""Damaged sound files, and what becomes of them: `python -m tests.benchmarks.mutated_audio --files 10000`.

They are opened and heard in child processes that may take so much memory and no more. One that computes for
longer than `LIMIT_S` on a file is ended by the system: the time of a processor counts, since a busy machine
says nothing about the file. One that stands still for `PATIENCE_S` is ended, too.
"""

from __future__ import annotations

import argparse
import resource
import selectors
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from engine.audio import cues
from engine.audio.files import Reader, probe
from engine.errors import AudioFileError
from engine.timeline import Span
from tests.helpers.formats import one_of_each

LIMIT_S, PATIENCE_S = 5.0, 120.0
MORE_BYTES = 2**30
"""So much more address space than the empty program a child may take."""

BATCH = 500
HEARD = 20_000
NASTY = (0, 1, 0x7F, 0xFF, 0x7FFF, 0xFFFF, 0x7FFFFFFF, 0x80000000, 0xFFFFFFF0, 0xFFFFFFFF)


@dataclass
class Tally:
    """What was found, by outcome; `slowest_s` is for one file, `most_kb` for one child."""

    outcomes: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    slowest_s: float = 0.0
    most_kb: int = 0


def main() -> int:
    """Damage and open them batch by batch; 1 where one crashed, hung, or was answered by no sentence."""
    parser = argparse.ArgumentParser(description="Damage sound files of every format and open them.")
    parser.add_argument("--files", type=int, default=10_000)
    parser.add_argument("--first", type=int, default=0, help="seed of the first one")
    parser.add_argument("--minutes", type=float, default=1e9, help="begin no batch after that")
    parser.add_argument("--here", type=Path, help="in this process, from the originals in that folder")
    options = parser.parse_args()
    if options.here:
        _open_here(options.here, range(options.first, options.first + options.files))
        return 0
    began, tally, seed = time.perf_counter(), Tally(), options.first
    with tempfile.TemporaryDirectory() as name:
        originals = one_of_each(Path(name))
        while seed < options.first + options.files and time.perf_counter() - began < 60 * options.minutes:
            stop = min(seed + BATCH, options.first + options.files)
            seed = _batch(Path(name), seed, stop, tally)
    n_files = seed - options.first
    print(f"{n_files} damaged files of {len(originals)} kinds in {time.perf_counter() - began:.0f} s,")
    print(f"the slowest took {tally.slowest_s:.2f} s; a child held {tally.most_kb / 1024:.0f} MB at most.")
    for outcome, count in tally.outcomes.most_common(25):
        print(f"{count:6d} {outcome}")
    for line in tally.wrong:
        print(f"WRONG {line}")
    return min(1, len(tally.wrong))


def _batch(folder: Path, first: int, stop: int, tally: Tally) -> int:
    """Let a child open these; where it died of one, that is told. Gives the seed to go on with."""
    command = [sys.executable, "-X", "faulthandler", "-m", __spec__.name, "--here", str(folder)]
    command += ["--first", str(first), "--files", str(stop - first)]
    at, is_quiet = first, False
    with (
        tempfile.TemporaryFile("w+") as log,
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=log, text=True) as child,
    ):
        while line := _line(child):
            word, _, rest = line.rstrip("\n").partition(" ")
            if word == "at":
                at = int(rest)
            elif word == "wrong":
                tally.wrong.append(rest)
            elif word == "held":
                tally.most_kb = max(tally.most_kb, int(rest))
            else:
                tally.outcomes[rest] += 1
                tally.slowest_s = max(tally.slowest_s, float(word))
        is_quiet = child.poll() is None
        child.kill() if is_quiet else child.wait()
        log.seek(0)
        said = log.read()
    if child.returncode == 0:
        return stop
    how = "stood still" if is_quiet else f"ended with {child.returncode}"
    tally.wrong.append(f"seed {at}: {how}: {said.strip().splitlines()[-1:]}")
    return at + 1


def _line(child: subprocess.Popen[str]) -> str:
    """What the child says next; "" where it ended, or says nothing for too long."""
    assert child.stdout is not None
    with selectors.DefaultSelector() as waiting:
        waiting.register(child.stdout, selectors.EVENT_READ)
        return child.stdout.readline() if waiting.select(PATIENCE_S) else ""


def _open_here(folder: Path, seeds: range) -> None:
    """The child: damage, open, hear and tell, one line before and one after each."""
    originals = sorted(path for path in folder.iterdir() if path.is_file())
    _bound_memory()
    with tempfile.TemporaryDirectory() as name:
        for seed in seeds:
            original = originals[seed % len(originals)]
            path = Path(name) / f"damaged{original.suffix}"
            path.write_bytes(mutated(original.read_bytes(), seed))
            print(f"at {seed}", flush=True)
            signal.setitimer(signal.ITIMER_PROF, LIMIT_S)
            began = time.process_time()
            try:
                outcome = _outcome(path)
            except BaseException as error:
                print(f"wrong seed {seed} ({original.name}): {error!r}"[:300].replace("\n", " "), flush=True)
                outcome = "no sentence"
            signal.setitimer(signal.ITIMER_PROF, 0)
            print(f"{time.process_time() - began:.3f} {outcome}", flush=True)
    print(f"held {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss}", flush=True)


def _bound_memory() -> None:
    n_pages = int(Path("/proc/self/statm").read_text().split()[0])
    most = n_pages * resource.getpagesize() + MORE_BYTES
    resource.setrlimit(resource.RLIMIT_AS, (most, most))


def _outcome(path: Path) -> str:
    """Open a file and hear its beginning, middle and end."""
    try:
        source = probe(path)
        cues.of(source)
        with Reader() as reader:
            for start in (0, source.n_samples // 2, max(0, source.n_samples - HEARD)):
                reader.read(source, Span(start, min(start + HEARD, source.n_samples)))
    except AudioFileError as told:
        return f"refused: {''.join('#' if letter.isdigit() else letter for letter in told.reason)[:60]}"
    return "opened in part" if source.warning else "opened"


def mutated(data: bytes, seed: int) -> bytes:
    """A file with something wrong: its end, some bytes, a number in its header, or the order of its parts."""
    chance = np.random.default_rng(seed)
    for _ in range(chance.integers(1, 4)):
        data = _MUTATIONS[chance.integers(len(_MUTATIONS))](data, chance)
    return data


def _cut(data: bytes, chance: np.random.Generator) -> bytes:
    return data[: chance.integers(0, len(data) + 1)]


def _noise(data: bytes, chance: np.random.Generator) -> bytes:
    """Other bytes, mostly near the beginning."""
    changed, reach = bytearray(data), 600 if chance.random() < 0.7 else len(data)
    for place in chance.integers(0, max(1, min(len(data), reach)), chance.integers(1, 20)):
        changed[place : place + 1] = bytes([chance.integers(256)])
    return bytes(changed)


def _number(data: bytes, chance: np.random.Generator) -> bytes:
    """A number that nobody meant, of two, four or eight bytes, in either order."""
    place, width = chance.integers(0, max(1, min(len(data), 400))), int(chance.choice((2, 4, 8)))
    value = int(chance.choice(NASTY)) % 256**width
    order = "little" if chance.random() < 0.6 else "big"
    return data[:place] + value.to_bytes(width, order) + data[place + width :]


def _inserted(data: bytes, chance: np.random.Generator) -> bytes:
    place = chance.integers(0, len(data) + 1)
    return data[:place] + chance.bytes(chance.integers(1, 64)) + data[place:]


def _swapped(data: bytes, chance: np.random.Generator) -> bytes:
    a, b = sorted(chance.integers(0, len(data) + 1, 2))
    return data[b:] + data[a:b] + data[:a] if chance.random() < 0.2 else data[:a] + data[b:] + data[a:b]


def _doubled(data: bytes, chance: np.random.Generator) -> bytes:
    a, b = sorted(chance.integers(0, len(data) + 1, 2))
    return data[:b] + data[a:b] + data[b:]


_MUTATIONS = (_cut, _noise, _noise, _number, _number, _inserted, _swapped, _doubled)


if __name__ == "__main__":
    raise SystemExit(main())
