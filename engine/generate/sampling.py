"""Schedules and samplers: functions of (velocity, noise, times), nothing else.

`B` batch, `C` channels, `T` latent frames. `x_t = (1 - t) x_0 + t noise`, the velocity is `noise - x_0`, and
sampling follows it from `t = 1` (noise) to 0. Source: MODEL.md 3.7, 4.2, 5.2, 5.3.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import torch
from torch import Tensor

from engine.model.schedule import PUBLISHED, LogSnr, Schedule

Velocity = Callable[[Tensor, Tensor], Tensor]
"""`(x [B, C, T], t [B]) -> velocity [B, C, T]`."""

Sampler = Callable[[Velocity, Tensor, Tensor, "Noise"], Iterator[Tensor]]
"""`(velocity, x [B, C, T], times [steps + 1], noise) -> every x on the way`; the last one is the result."""


class Noise:
    """Gaussian noise from one CPU generator per batch row, so that a seed means the same on every device.

    Row `i` of every draw comes from generator `i` alone: a take made in a batch of four is the take that its
    own seed makes alone.
    """

    def __init__(self, seeds: Sequence[int]) -> None:
        self.generators = [torch.Generator().manual_seed(seed) for seed in seeds]

    def draw(self, shape: Sequence[int], *, device: torch.device | str = "cpu") -> Tensor:
        """Float32 noise `[B, *shape]` on `device`."""
        rows = [torch.randn((1, *shape), generator=generator) for generator in self.generators]
        return torch.cat(rows).to(device)

    def like(self, x: Tensor) -> Tensor:
        """Noise of the shape, type and place of `x [B, C, T]`."""
        return self.draw(x.shape[1:], device=x.device).to(x.dtype)


def times(
    steps: int,
    *,
    start: float = 1.0,
    monotone: bool = False,
    schedule: Schedule = PUBLISHED,
    length: float = 1.0,
) -> Tensor:
    """The times `[steps + 1]` from `start` down to 0.

    Args:
        steps: number of evaluations.
        start: noise level of the first step; below 1 for variations.
        monotone: with `start` below 1 the reference warps the shortened line and resets only its first point,
            so that the second one lies above it: right for ping-pong, which draws new noise anyway, and off
            the path for samplers that integrate. True warps only the part of the line that ends at `start`.
        schedule: how the steps lie.
        length: of the piece in latent frames, for schedules that depend on it.
    Source: MODEL.md 5.2, 5.6.
    """
    top = start
    if monotone and start < 1:
        top = min(_share_at(start, schedule, length), 1.0)  # noisier than any point: the whole line
        if top <= 0:  # below the schedule's last level but 0: nothing is left to warp
            return torch.linspace(start, 0, steps + 1)
    line = torch.linspace(top, 0, steps + 1)
    warped = level_at(line, schedule, length)
    warped = torch.where(line <= 0, torch.zeros(()), torch.where(line >= 1, torch.ones(()), warped))
    warped[0] = start
    return warped


def level_at(share: Tensor, schedule: Schedule = PUBLISHED, length: float = 1.0) -> Tensor:
    """Times with so much of the way of a schedule left. Source: MODEL.md 5.2."""
    if isinstance(schedule, LogSnr):
        return torch.sigmoid(-(schedule.clean - share * (schedule.clean - schedule.begin(length))))
    strength = schedule.strength(length)
    return strength * share / (1 + (strength - 1) * share)


def _share_at(level: float, schedule: Schedule, length: float) -> float:
    """How much of the way is left at a time below 1."""
    if isinstance(schedule, LogSnr):
        ratio = math.log(level / (1 - level))
        return (ratio + schedule.clean) / (schedule.clean - schedule.begin(length))
    strength = schedule.strength(length)
    return level / (strength - (strength - 1) * level)


def _at(t: Tensor, x: Tensor) -> Tensor:
    """The scalar `t` once for every row of `x`, in float32."""
    return t.to(x.device, torch.float32).expand(x.shape[0])


def euler(velocity: Velocity, x: Tensor, times: Tensor, noise: Noise) -> Iterator[Tensor]:
    """Follow the flow in straight steps."""
    for now, then in pairwise(times):
        x = x + (then - now).to(x.device, x.dtype) * velocity(x, _at(now, x))
        yield x


def ping_pong(velocity: Velocity, x: Tensor, times: Tensor, noise: Noise) -> Iterator[Tensor]:
    """Denoise all the way, add fresh noise of the next level, and again: for post-trained checkpoints.

    Noise is drawn after every step, the last one included, where it is multiplied by 0: seeds depend on it.
    """
    for now, then in pairwise(times):
        clean = x - now.to(x.device, x.dtype) * velocity(x, _at(now, x))
        then = then.to(x.device, x.dtype)
        x = (1 - then) * clean + then * noise.like(x)
        yield x


def _log_snr(t: Tensor) -> Tensor:
    return torch.log((1 - t).clamp_min(1e-10) / t.clamp_min(1e-10))


def dpm_solver(velocity: Velocity, x: Tensor, times: Tensor, noise: Noise) -> Iterator[Tensor]:
    """DPM-Solver++ of the second order, multi-step (Lu et al. 2022, arXiv 2211.01095, algorithm 2)."""
    earlier: Tensor | None = None
    before: Tensor | None = None
    for now, then in pairwise(times):
        clean = x - now.to(x.device, x.dtype) * velocity(x, _at(now, x))
        aim = clean
        if earlier is not None and before is not None and then > 0:
            ratio = (_log_snr(now) - _log_snr(before)) / (_log_snr(then) - _log_snr(now))
            half = (1 / (2 * ratio)).to(x.device, x.dtype)
            aim = (1 + half) * clean - half * earlier
        share = (then / now).to(x.device, x.dtype)
        x = share * x + (1 - share) * aim
        earlier, before = clean, now
        yield x


SAMPLERS: dict[str, Sampler] = {"pingpong": ping_pong, "euler": euler, "dpmpp": dpm_solver}


@dataclass(frozen=True, slots=True)
class Guidance:
    """Classifier-free guidance, for base checkpoints.

    Args:
        scale: 1 is off.
        apg: share of the guidance that keeps only what is orthogonal to the conditional answer (adaptive
            projected guidance, arXiv 2410.02416); 0 is plain guidance.
        rescale: share of the result whose spread over channels is brought back to the conditional one's
            (arXiv 2305.08891).
        norm_threshold: longest guidance vector allowed; 0 allows any.
    """

    scale: float = 1.0
    apg: float = 1.0
    rescale: float = 0.0
    norm_threshold: float = 0.0


def guided(both: Velocity, guidance: Guidance) -> Velocity:
    """The guided velocity.

    Args:
        both: evaluates `[2 B, C, T]`: the rows with the prompt first, then those without (or with the
            negative prompt), for the same `x` and `t`.
        guidance: how strongly.
    Source: MODEL.md 4.2.
    """

    def velocity(x: Tensor, t: Tensor) -> Tensor:
        with_prompt, without = both(torch.cat([x, x]), torch.cat([t, t])).chunk(2)
        level = t[:, None, None].to(x.dtype)
        clean = x - level * with_prompt
        push = clean - (x - level * without)
        if guidance.norm_threshold > 0:
            push = push * (guidance.norm_threshold / _norm(push)).clamp(max=1).to(x.dtype)
        if guidance.apg > 0:
            push = guidance.apg * _orthogonal(push, clean) + (1 - guidance.apg) * push
        answer = (x - (clean + (guidance.scale - 1) * push)) / level
        if guidance.rescale:
            spread = with_prompt.std(1, keepdim=True) / answer.std(1, keepdim=True)
            answer = guidance.rescale * answer * spread + (1 - guidance.rescale) * answer
        return answer

    return velocity


def _norm(x: Tensor) -> Tensor:
    """Length of each item over channels and time, float32 `[B, 1, 1]`."""
    return x.float().flatten(1).norm(dim=1)[:, None, None]


def _orthogonal(push: Tensor, to: Tensor) -> Tensor:
    """The part of `push` that is orthogonal to `to`, item by item, computed in float32."""
    unit = to.float() / _norm(to)
    along = (push.float() * unit).sum((1, 2), keepdim=True) * unit
    return (push.float() - along).to(push.dtype)
