"""How long a request will take and how much memory it needs: learnt from the runs before it."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, cast

from app.language import tr
from app.writing import Writer
from engine.generate.context import Plan

BYTES_PER_LATENT = 256 * 1024
"""What one latent frame of one take costs besides the weights; generous, measured on the published sizes."""

NEW_SHARE = 0.5
"""How much the latest run counts: a machine may be busy or not."""

MAX_BYTES = 1 << 20
MAX_MODELS = 200


@dataclass(frozen=True, slots=True)
class Speed:
    """Seconds of one model on one device: to load, per step and latent frame, and per latent frame beside."""

    loading_s: float
    step_latent_s: float
    latent_s: float

    def __post_init__(self) -> None:
        if not all(math.isfinite(value) and value >= 0 for value in asdict(self).values()):
            raise ValueError("a speed is a number of seconds, not below 0")

    def seconds(self, work: Work, is_loaded: bool) -> float:
        """How long so much work takes."""
        each = work.n_steps * self.step_latent_s + self.latent_s
        return (0 if is_loaded else self.loading_s) + work.n_latents * work.n_takes * work.n_passes * each

    def mixed(self, newer: Speed, share: float = NEW_SHARE) -> Speed:
        """This speed after one more run; a run that did not load says nothing about loading."""

        def mean(old: float, new: float) -> float:
            return old + share * (new - old)

        loading = mean(self.loading_s, newer.loading_s) if newer.loading_s > 0.5 else self.loading_s
        step_latent = mean(self.step_latent_s, newer.step_latent_s)
        return Speed(loading, step_latent, mean(self.latent_s, newer.latent_s))


@dataclass(frozen=True, slots=True)
class Work:
    """What a request comes to."""

    n_latents: int
    n_takes: int
    n_steps: int
    n_passes: int = 1

    @classmethod
    def of(cls, plan: Plan, n_takes: int, n_steps: int, n_passes: int = 1) -> Work:
        """The work of a plan."""
        return cls(plan.n_latents, n_takes, n_steps, n_passes)


class Speeds:
    """What was measured, by model and device, in a small file that later runs of the program read."""

    def __init__(self, path: Path) -> None:
        self._known = _load(path)
        self._writer = Writer(path, "speeds")

    def of(self, model: str, device: str) -> Speed | None:
        """The speed of a model; on another device where it was never run on this one; None where never."""
        exact = self._known.get(f"{model} {device}")
        return exact or next((s for key, s in self._known.items() if key.startswith(f"{model} ")), None)

    def learn(self, report: Mapping[str, Any], n_takes: int) -> None:
        """Take up what a finished request reported; a report without figures teaches nothing."""
        speed = _measured(report, n_takes)
        if speed is None:
            return
        key = f"{report.get('model')} {report.get('device')}"
        known = self._known.pop(key, None)
        self._known[key] = speed if known is None else known.mixed(speed)
        self._known = dict(list(self._known.items())[-MAX_MODELS:])
        self._writer.put(json.dumps({key: asdict(speed) for key, speed in self._known.items()}))

    def wait(self) -> None:
        """Return once the file says what is known."""
        self._writer.wait()


def memory_bytes(weights_bytes: int, work: Work) -> int:
    """What a request needs at most at one time: the weights, and all takes of one pass."""
    return weights_bytes + work.n_latents * work.n_takes * BYTES_PER_LATENT


def sentence(speed: Speed | None, work: Work, *, weights_bytes: int, is_loaded: bool) -> str:
    """What the panel says before a run: time, where this model ran before, and memory."""
    memory = tr("about {size} of memory", size=_size(memory_bytes(weights_bytes, work)))
    if speed is None:
        return tr("Needs {memory}; how long is known after the first run.", memory=memory)
    time = spoken_seconds(speed.seconds(work, is_loaded))
    return tr("Takes about {time} and needs {memory}.", time=time, memory=memory)


def spoken_seconds(seconds: float) -> str:
    """`8 s`, `2 min`, `1 h 5 min`: as exact as an estimate can be."""
    if seconds < 90:
        return f"{max(1, round(seconds))} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 60 else f"{minutes // 60} h {minutes % 60} min"


def _size(n_bytes: int) -> str:
    megabytes = n_bytes / 1e6
    return f"{megabytes / 1000:.1f} GB" if megabytes >= 950 else f"{max(10, round(megabytes, -1)):.0f} MB"


def _measured(report: Mapping[str, Any], n_takes: int) -> Speed | None:
    seconds, steps, latents = (report.get(name) for name in ("seconds", "steps", "n_latent_frames"))
    if not isinstance(seconds, dict) or not isinstance(steps, int) or not isinstance(latents, int):
        return None
    amount = latents * n_takes
    if steps < 1 or amount < 1:
        return None
    beside = sum(seconds.get(name, 0.0) for name in ("encoding", "text", "decoding", "splicing"))
    try:
        sampling = seconds.get("sampling", 0.0) / (steps * amount)
        return Speed(seconds.get("loading", 0.0), sampling, beside / amount)
    except (TypeError, ValueError):
        return None


def _load(path: Path) -> dict[str, Speed]:
    try:
        if path.stat().st_size > MAX_BYTES:
            return {}
        raw = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    found = {}
    for key, values in raw.items() if isinstance(raw, dict) else ():
        try:
            found[str(key)] = Speed(**cast("dict[str, float]", values))
        except (TypeError, ValueError):
            continue
    return found
