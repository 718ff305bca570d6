"""Peak memory of the windowed autoencoder on the CPU for growing lengths: it must grow in proportion.

    python -m tests.benchmarks.same_memory [--encode] [--seconds 30 60 120]

Runs the published SAME-L at a tenth of its width, whole rather than in chunks; each length in a process of
its own, because a process's peak never falls. Exits 1 where memory per second grows by more than half: dense
attention would double it from line to line.
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

import torch

from engine.model.config import CONFIG_NAME, read_same_config
from engine.model.same import Same
from tests.helpers.tiny_model import GOLDEN

NARROW = {"width": 160, "dim_head": 32}
"""About a tenth of 1536, in heads of half the published width."""

TOLERANCE = 1.5


def narrow_same_l() -> Same:
    """SAME-L with everything as published but its width, and random weights."""
    with tempfile.TemporaryDirectory() as folder:
        text = (GOLDEN / "configs" / "same-l.json").read_text(encoding="utf-8")
        (Path(folder) / CONFIG_NAME).write_text(text, encoding="utf-8")
        config = read_same_config(folder)
    encoder, decoder = replace(config.encoder, **NARROW), replace(config.decoder, **NARROW)
    torch.manual_seed(0)
    return Same(replace(config, encoder=encoder, decoder=decoder)).eval()


def peak_mib() -> float:
    """The most memory that this process ever held."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (2**20 if sys.platform == "darwin" else 2**10)


@torch.inference_mode()
def measure(seconds: float, *, is_encode: bool) -> tuple[float, float]:
    """MiB that one run adds to the process, and how many seconds it takes."""
    torch.set_num_threads(1)
    same = narrow_same_l()
    n_latents = round(seconds * same.config.sample_rate / same.hop)
    latents = torch.randn(1, same.config.latent_dim, n_latents)
    audio = torch.randn(1, 2, n_latents * same.hop)
    same.decode(latents[..., :2])  # what the first call loads is no part of the growth
    before, start = peak_mib(), time.perf_counter()
    same.encode(audio) if is_encode else same.decode(latents)
    return peak_mib() - before, time.perf_counter() - start


def main() -> int:
    """Print a line per length."""
    parser = argparse.ArgumentParser(description="Peak memory of the windowed autoencoder.")
    parser.add_argument("--encode", action="store_true", help="measure the encoder instead of the decoder")
    parser.add_argument("--seconds", type=float, nargs="+", default=[30, 60, 120])
    parser.add_argument("--one", action="store_true", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.one:
        print(*measure(given.seconds[0], is_encode=given.encode))
        return 0
    per_second = []
    for seconds in given.seconds:
        command = [sys.executable, "-m", "tests.benchmarks.same_memory", "--one", "--seconds", str(seconds)]
        command += ["--encode"] if given.encode else []
        mib, took = map(float, subprocess.check_output(command, text=True).split())
        per_second.append(mib / seconds)
        print(f"{seconds:6.0f} s   {mib:8.0f} MiB   {mib / seconds:6.2f} MiB/s   {took:6.1f} s")
    return 0 if max(per_second) <= TOLERANCE * per_second[0] else 1


if __name__ == "__main__":
    sys.exit(main())
