"""Where training runs, and in what precision."""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from typing import Any

import torch

from engine.errors import DeviceError
from engine.generate.precision import has_bfloat16


def choose(name: str, *, n_threads: int = 0) -> torch.device:
    """The device of this name; `auto` is CUDA where there is one, else the CPU.

    Args:
        name: `auto`, `cpu`, `cuda`, `cuda:1`, `mps`, ….
        n_threads: of the CPU; 0 leaves the number to torch.
    Raises:
        DeviceError: there is no such device.
    """
    if n_threads:
        torch.set_num_threads(n_threads)
    torch.set_float32_matmul_precision("high")
    try:
        device = torch.device(("cuda" if torch.cuda.is_available() else "cpu") if name == "auto" else name)
        torch.zeros(1, device=device)
    except (RuntimeError, AssertionError) as error:
        raise DeviceError(
            f"There is no device “{name}” here; use cpu, or auto to have one chosen."
        ) from error
    return device


def precision(device: torch.device, name: str) -> AbstractContextManager[Any]:
    """Inside it, matrix products run in bfloat16 where that is asked for and the device is quick at it."""
    if name == "bfloat16" and (device.type == "cuda" or (device.type == "cpu" and has_bfloat16())):
        return torch.autocast(device.type, dtype=torch.bfloat16)
    return nullcontext()
