"""What this machine can do: multiply matrices, move memory; and how much memory a call has held."""

from __future__ import annotations

import contextlib
import sys
import time
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import torch

from engine.generate.precision import name_of
from engine.model import int8

MATRIX = 2048
MOVED_BYTES = 256 * 2**20
TRIES = 5


@dataclass(frozen=True, slots=True)
class Machine:
    """Rates that were measured: `matrix_rates` in operations a second by type, `bandwidth` in bytes."""

    device: str
    threads: int
    matrix_rates: Mapping[str, float]
    bandwidth: float

    def floor_s(self, operations: Mapping[torch.dtype, float], n_bytes: float) -> float:
        """Seconds that nothing can fall short of: to compute so much in each type, to read so much once.

        A type whose rate was not measured counts as the quickest one.
        """
        best = max(self.matrix_rates.values())
        computing = sum(n / self.matrix_rates.get(name_of(dtype), best) for dtype, n in operations.items())
        return max(computing, n_bytes / self.bandwidth)


def measure(
    device: torch.device,
    dtypes: Collection[torch.dtype],
    *,
    matrix: int = MATRIX,
    moved_bytes: int = MOVED_BYTES,
) -> Machine:
    """Multiply square matrices of `matrix` rows in each type, copy `moved_bytes`; the best of some tries.

    The best, not the median: a floor is what the machine can do when nothing disturbs it.
    """
    exact = torch.randn(matrix, matrix, device=device)
    there = torch.zeros(moved_bytes, dtype=torch.uint8, device=device)
    here = torch.empty_like(there)
    rates: dict[str, float] = {}
    for dtype in dtypes:
        a = exact.to(dtype)
        multiply = int8.product if dtype == torch.int8 else torch.mm
        rates[name_of(dtype)] = 2 * matrix**3 / _best_s(partial(multiply, a, a), device)
    copy_s = _best_s(lambda: here.copy_(there), device)
    return Machine(
        device=torch.cuda.get_device_name(device) if device.type == "cuda" else device.type,
        threads=torch.get_num_threads(),
        matrix_rates=rates,
        bandwidth=2 * moved_bytes / copy_s,  # read once, written once
    )


def wait(device: torch.device) -> None:
    """Until the device has done what it was told, so that the clock means something."""
    if device.type == "cuda":
        torch.cuda.synchronize(device)
    elif device.type == "mps":
        torch.mps.synchronize()


def forget_peaks(device: torch.device) -> None:
    """Begin to watch memory anew; where the system cannot, the host's peak is that of the whole process."""
    with contextlib.suppress(OSError):
        Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
    if device.type == "cuda":
        torch.cuda.reset_peak_memory_stats(device)


def peaks_mib(device: torch.device) -> tuple[float, float]:
    """The most memory held since then, of the host and of the device, in MiB; 0 where it is not known."""
    on_device = torch.cuda.max_memory_allocated(device) if device.type == "cuda" else 0
    return round(_host_peak_mib(), 1), round(on_device / 2**20, 1)


def _host_peak_mib() -> float:
    with contextlib.suppress(OSError, StopIteration):
        lines = Path("/proc/self/status").read_text(encoding="ascii", errors="replace").splitlines()
        return int(next(line for line in lines if line.startswith("VmHWM")).split()[1]) / 2**10
    if sys.platform == "win32":
        return 0.0  # not known there without a library of its own
    import resource

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (2**20 if sys.platform == "darwin" else 2**10)


def _best_s(run: Callable[[], object], device: torch.device) -> float:
    run()  # what the first call loads or plans is no part of the rate
    taken = []
    for _ in range(TRIES):
        wait(device)
        began = time.perf_counter()
        run()
        wait(device)
        taken.append(time.perf_counter() - began)
    return min(taken)
