"""Which settings act on a checkpoint: defaults for those left open, refusals of those that do nothing."""

from __future__ import annotations

from dataclasses import dataclass

from engine.errors import RequestError
from engine.generate.request import BASE_CFG, BASE_STEPS, POST_TRAINED_STEPS, Request
from engine.generate.sampling import Guidance
from engine.model.config import ModelConfig

BASE_SAMPLERS = ("euler", "dpmpp")


@dataclass(frozen=True, slots=True)
class Knobs:
    """The settings of one run, all decided. Source of the defaults: MODEL.md 5.4."""

    steps: int
    sampler: str
    guidance: Guidance
    strength: float

    @classmethod
    def of(cls, request: Request, config: ModelConfig, name: str) -> Knobs:
        """Decide what the request left open.

        Raises:
            RequestError: a setting is asked for that does nothing for this checkpoint.
        """
        if config.is_base:
            return cls._base(request, name)
        _refuse_guidance(request, name)
        if request.sampler not in (None, "pingpong"):
            raise RequestError(
                f"the sampler “{request.sampler}”",
                f"is not for {name}: a post-trained checkpoint is sampled with pingpong; leave it out",
            )
        return cls(request.steps or POST_TRAINED_STEPS, "pingpong", Guidance(), request.strength)

    @classmethod
    def _base(cls, request: Request, name: str) -> Knobs:
        sampler = request.sampler or "euler"
        if sampler not in BASE_SAMPLERS:
            raise RequestError(
                f"the sampler “{sampler}”", f"is not for {name}: a base checkpoint takes euler or dpmpp"
            )
        cfg = BASE_CFG if request.cfg is None else request.cfg
        if cfg == 1 and request.negative_prompt is not None:
            raise RequestError(
                "the negative prompt", "does nothing without guidance: leave it out, or set cfg above 1"
            )
        return cls(request.steps or BASE_STEPS, sampler, Guidance(cfg), request.strength)


def _refuse_guidance(request: Request, name: str) -> None:
    """Post-trained checkpoints have guidance built in."""
    if request.cfg not in (None, 1):
        raise RequestError(
            "the guidance scale (cfg)",
            f"does nothing for {name}, which has guidance built in: leave it out, or choose a -base model",
        )
    if request.negative_prompt is not None:
        raise RequestError(
            "the negative prompt",
            f"does nothing for {name}, which has guidance built in: leave it out, or choose a -base model",
        )
