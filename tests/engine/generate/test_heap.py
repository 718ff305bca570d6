"""What the C library keeps of freed memory, and gives back."""

from __future__ import annotations

import platform
import subprocess
import sys

import pytest

PROGRAM = """
import sys
from pathlib import Path

import numpy as np

from engine.generate import heap


def resident_after_freeing() -> int:
    pieces = [np.ones(2**21) for _ in range(4)]
    del pieces
    lines = Path("/proc/self/status").read_text().splitlines()
    return int(next(line for line in lines if line.startswith("VmRSS")).split()[1]) // 1024


at_first = resident_after_freeing()
heap.keep()
kept = resident_after_freeing()
heap.give_back()
lines = Path("/proc/self/status").read_text().splitlines()
given_back = int(next(line for line in lines if line.startswith("VmRSS")).split()[1]) // 1024
print(at_first, kept, given_back)
"""


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="other C libraries cannot be told")
def test_freed_memory_is_kept_for_the_next_piece_until_it_is_given_back():
    run = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True)
    at_first, kept, given_back = map(int, run.stdout.split())
    assert kept > at_first + 50  # of 64 MB
    assert given_back < at_first + 14
