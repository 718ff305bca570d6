"""Packages that are imported late come out whole, whoever asks first."""

from __future__ import annotations

import subprocess
import sys

import pytest

from engine.audio.late import late

AT_ONCE = """
import threading
from engine.audio.late import late

names = ("scipy.fft", "pyloudnorm", "scipy.signal", "scipy.ndimage")
together, failed = threading.Barrier(len(names)), []

def ask(name):
    together.wait()
    try:
        late(name)
    except Exception as error:
        failed.append(f"{name}: {error!r}")

threads = [threading.Thread(target=ask, args=(name,)) for name in names]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print(failed or late("scipy.fft").rfft([1.0, 0.0]).tolist())
"""


def test_threads_that_ask_at_once_get_whole_modules():
    done = subprocess.run([sys.executable, "-c", AT_ONCE], capture_output=True, text=True, check=False)
    assert done.stdout == "[(1+0j), (1+0j)]\n", done.stderr


def test_what_is_not_installed_is_said():
    with pytest.raises(ImportError, match="no_such_package"):
        late("no_such_package")
