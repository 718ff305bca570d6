"""The engine of one process: the loaded model, and what is known through it, are kept between requests."""

from __future__ import annotations

import time
from collections.abc import Generator
from dataclasses import replace
from pathlib import Path
from typing import cast

import torch

from engine import catalogue
from engine.errors import DeviceError, MemoryFullError, RequestError, is_out_of_memory
from engine.generate import heap, ladder, precision
from engine.generate.remembered import Remembered
from engine.generate.request import Progress, Request, Result
from engine.model import checkpoint
from engine.model.checkpoint import Model
from engine.model.config import read_config


def choose_device(name: str) -> torch.device:
    """The device of that name; `auto` takes CUDA, then MPS, then the CPU.

    Raises:
        DeviceError: it is not there.
    """
    has = {"cpu": True, "cuda": torch.cuda.is_available(), "mps": torch.backends.mps.is_available()}
    if name == "auto":
        name = next(device for device in ("cuda", "mps", "cpu") if has[device])
    if not has.get(name, False):
        raise DeviceError(f"The device “{name}” is not available on this machine: use --device auto or cpu.")
    return torch.device(name)


class Engine:
    """Carries out requests, one at a time, with one model in memory."""

    def __init__(self) -> None:
        self._model: Model | None = None
        self._loaded: tuple[Path, torch.device, str] | None = None
        self._hash = ""
        self._remembered = Remembered()

    def generate(self, request: Request) -> Generator[Progress, None, Result]:
        """Load what the request asks for, unless it is there already, and carry it out.

        Raises:
            MemoryFullError: there is not enough memory; the engine is fit for a smaller request.
            RequestError: it is for another model than the one of that name that is here.
            EngineError: any other situation a user can meet.
        """
        folder = catalogue.find(request.model)
        device = choose_device(request.device)
        began = time.perf_counter()
        try:
            model = yield from self._ready(folder, device)
            if request.model_hash not in ("", self._hash):
                raise RequestError(
                    f"the model “{folder.name}”", "is another one than this take was made with"
                )
            loading_s = time.perf_counter() - began
            result = yield from ladder.generate(model, request, self._hash, self._remembered)
        except (MemoryError, RuntimeError) as error:
            if not is_out_of_memory(error):
                raise
            # The failed call's tensors go with its exception, and only then can the device give memory back.
            error.__traceback__ = None
        else:
            seconds = {"loading": round(loading_s, 4), **cast("dict[str, float]", result.report["seconds"])}
            return replace(result, report={**result.report, "seconds": seconds})
        self.forget()
        ladder.free(device)
        raise MemoryFullError(
            f"There is not enough memory on the device “{device.type}” for this request; nothing was"
            " changed. Try a tighter context, a shorter region or a smaller model."
        )

    @property
    def model(self) -> Model | None:
        """The model in memory, if any."""
        return self._model

    def forget(self) -> None:
        """Forget what is known of prompts and recordings; the model stays."""
        self._remembered.clear()

    def _ready(self, folder: Path, device: torch.device) -> Generator[Progress, None, Model]:
        """The model of that folder, loaded unless it is there already."""
        wanted = (folder, device, catalogue.stamp_of(folder))
        if self._model is None or self._loaded != wanted:
            yield Progress("Loading the model")
            self._model, self._loaded = None, None  # the old one goes before the new one comes
            self._remembered = Remembered()
            ladder.free(device)
            model = _load(folder, device)
            yield Progress("Reading the model's hash")
            self._model, self._hash, self._loaded = model, catalogue.hash_of(folder), wanted
            heap.keep()
        return self._model


def _load(folder: Path, device: torch.device) -> Model:
    """A model in the quickest types that say the same."""
    width = read_config(folder).dit.width
    chosen = precision.choose(device, width)
    model = checkpoint.load(folder, device=device, dtype=chosen.transformer, rest=chosen.rest)
    if model.dtype == torch.bfloat16:
        if precision.says_the_same(model.dit):
            precision.lighten(model.same)
        else:
            del model  # two of them may not fit
            model = checkpoint.load(folder, device=device)
    if precision.multiplies_in_int8(device, width):
        precision.quantise(model.dit)
    return model
