"""From a request to takes, read top to bottom.

`B` takes made at once, `C` latent channels, `T` latent frames.
"""

from __future__ import annotations

import math
import random
import time
from collections.abc import Generator, Iterator
from dataclasses import dataclass, field

import torch
from torch import Tensor

from engine.audio.files import Reader
from engine.document.document import Region, Take
from engine.errors import OutputError, is_out_of_memory
from engine.generate import conditions, context, hearing, patching, sampling
from engine.generate.context import Plan
from engine.generate.knobs import Knobs
from engine.generate.precision import types_of
from engine.generate.remembered import Remembered
from engine.generate.request import MAX_SEED, Progress, Request, Result
from engine.model.checkpoint import Model
from engine.model.conditioning import PromptEmbedding
from engine.model.config import ModelConfig


@torch.inference_mode()  # as a decorator: a `with` around a yield would leak into the caller
def generate(
    model: Model, request: Request, model_hash: str = "", remembered: Remembered | None = None
) -> Generator[Progress, None, Result]:
    """Carry out a request: listen, denoise, decode, splice, write.

    Args:
        model: the loaded checkpoint that the request asks for.
        request: what to do.
        model_hash: what the checkpoint is known by, for the takes' recipes.
        remembered: what is known of this model from requests before, if anything.
    Returns:
        takes on disk for every region of the request, and the report; where a later take could not be
            written, those before it, and the problem.
    Raises:
        RequestError: the request does not fit the checkpoint; nothing has been computed then.
        OutputError: the first take cannot be written.
    """
    knobs = Knobs.of(request, model.config, model.folder.name)
    grid = context.Grid.of(model.config, model.folder.name)
    plan = context.plan(request.mask, request.kept_extent, request.sample_rate, grid, request.context)
    drawn, clock = seeds(request), _Clock()
    remembered = remembered or Remembered()
    with Reader() as reader:
        clock.enter("encoding")
        yield Progress("Encoding")
        given = hearing.latents_of(request, plan, model, reader, remembered.latents)
        keep = torch.from_numpy(plan.keep)[None].to(given)
        locals_ = model.dit.surround(torch.cat([keep, given * keep], dim=1).to(model.dtype))
        clock.enter("text")
        prompt = remembered.prompt(model, request.prompt)
        words = [remembered.words(model, request.prompt)]
        if request.negative_prompt is not None:
            words.append(remembered.words(model, request.negative_prompt, is_negative=True))
        prepared = conditions.prepare(model, words, plan.seconds_total, locals_, request.n_takes, knobs)
        velocity = conditions.velocity_of(model, prepared, knobs)
        clock.enter("sampling")
        yield Progress("Generating", 0, knobs.steps)
        noise = sampling.Noise(drawn)
        x = noise.draw(given.shape[1:], device=model.device)
        times = times_of(model.config, plan.seconds_total, knobs)
        for step, denoised in enumerate(
            denoise(velocity, x, given, noise, knobs=knobs, times=times), start=1
        ):
            x = denoised
            yield Progress("Generating", step, knobs.steps)
        # The kept latent frames go back in, so that the decoder joins the new sound to what was really there.
        latents = torch.where(keep.bool(), given, x)
        recipe = _recipe(model, request, knobs, plan, model_hash) | {
            "first_seed": drawn[0],
            "heard": hearing.fingerprint(request, plan, reader),
        }
        takes: dict[str, tuple[Take, ...]] = {region.id: () for region in request.asked}
        problem = ""
        for number, seed in enumerate(drawn, start=1):
            clock.enter("decoding")
            yield Progress("Decoding", number, request.n_takes)
            row = latents[number - 1 : number]
            label = patching.Label(number, seed, recipe)
            try:
                patches = [patching.decode(model, plan, row, region, seed) for region in request.asked]
                clock.enter("splicing")
                yield Progress("Splicing", number, request.n_takes)
                made = [
                    patching.take(request, plan, region, patch, reader, label)
                    for region, patch in zip(request.asked, patches, strict=True)
                ]
            except (OutputError, MemoryError, RuntimeError) as error:
                problem = why_no_more(error)
                if number == 1 or not problem:
                    raise
                break  # the takes before are whole, and kept
            takes = {take_of: (*takes[take_of], new) for take_of, new in zip(takes, made, strict=True)}
    clock.enter("")
    report = (
        recipe
        | {"folder": str(model.folder)}
        | _report(request, plan, drawn, takes, prompt)
        | {"seconds": clock.seconds}
    )
    return Result(takes, report, problem)


def why_no_more(error: Exception) -> str:
    """Why a request ends with the takes that it has; "" where the error is a fault."""
    if isinstance(error, OutputError):
        return str(error)
    return "There was not enough memory for more takes." if is_out_of_memory(error) else ""


def times_of(config: ModelConfig, seconds_total: float, knobs: Knobs) -> Tensor:
    """The levels of noise `[steps + 1]` that a checkpoint is sampled at, for a piece of this length.

    Ping-pong keeps the reference's schedule for variations, which its recommended strengths were tuned with;
    samplers that integrate get the monotone one, since the reference's would lead them off their path.
    """
    return sampling.times(
        knobs.steps,
        start=knobs.strength,
        monotone=knobs.sampler != "pingpong",
        schedule=config.schedule,
        length=math.ceil(int(seconds_total * config.sample_rate) / config.hop),
    )


def denoise(
    velocity: sampling.Velocity,
    x: Tensor,
    init: Tensor,
    noise: sampling.Noise,
    *,
    knobs: Knobs,
    times: Tensor,
) -> Iterator[Tensor]:
    """Every step's latents `[B, C, T]`, from noise `x`; below strength 1, from `init [1, C, T]` under it."""
    if knobs.strength < 1:
        x = (1 - knobs.strength) * init.to(x) + knobs.strength * x
    yield from sampling.SAMPLERS[knobs.sampler](velocity, x, times, noise)


@dataclass
class _Clock:
    """Seconds spent in each phase, by name."""

    seconds: dict[str, float] = field(default_factory=dict)
    _phase: str = ""
    _since: float = 0.0

    def enter(self, phase: str) -> None:
        """End the phase before, begin this one."""
        now = time.perf_counter()
        if self._phase:
            self.seconds[self._phase] = round(self.seconds.get(self._phase, 0.0) + now - self._since, 4)
        self._phase, self._since = phase, now


def seeds(request: Request) -> list[int]:
    """One seed a take, counting up from the first; drawn here where none is given, so that it can be told."""
    first = request.seed if request.seed >= 0 else random.SystemRandom().randrange(MAX_SEED - request.n_takes)
    return [(first + i) % (MAX_SEED + 1) for i in range(request.n_takes)]


def _recipe(model: Model, request: Request, knobs: Knobs, plan: Plan, model_hash: str) -> dict[str, object]:
    """What made a take, in plain values: with the seeds, enough for `again` to make it once more."""
    return {
        "model": model.folder.name,
        "model_hash": model_hash,
        "prompt": request.prompt,
        "negative_prompt": request.negative_prompt,
        "steps": knobs.steps,
        "sampler": knobs.sampler,
        "cfg": knobs.guidance.scale,
        "strength": knobs.strength,
        "context": str(request.context),
        "n_takes": request.n_takes,
        "regions": [[span.start, span.stop] for span in request.spans],
        "over": [_heard_in(region) for region in request.asked],
        "crossfade_s": request.crossfade_s,
        "level_match": request.level_match,
        "window": [plan.window.start, plan.window.stop],
        "seconds_total": plan.seconds_total,
        "device": str(model.device),
        "dtype": types_of(model),
    }


def _heard_in(region: Region) -> str:
    """Identifier of the take that was heard where new ones were asked for; "" for the original."""
    return "" if region.chosen_take is None else region.chosen_take.id


def _report(
    request: Request,
    plan: Plan,
    seeds: list[int],
    takes: dict[str, tuple[Take, ...]],
    prompt: PromptEmbedding,
) -> dict[str, object]:
    """What happened, in plain values."""
    return {
        "seeds": seeds,
        "sample_rate": request.sample_rate,
        "regions": [[span.start, span.stop] for span in request.spans],
        "latent_frames": [[s.start, s.stop] for s in plan.regenerated.spans],
        "n_latent_frames": plan.n_latents,
        "hop": plan.grid.hop,
        "regenerated": [[s.start, s.stop] for s in plan.regenerated_spans],
        "suspect": [take.suspect for row in takes.values() for take in row],
        "prompt_truncated": bool(prompt.truncated[0]),
    }
