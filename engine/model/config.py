"""Dimensions of the networks, read from `model_config.json`. Knows no torch: the window reads it too."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from engine.errors import CheckpointError
from engine.model.autoencoder_config import SameConfig, read_same
from engine.model.reading import MAX_DEPTH, Reader, open_json
from engine.model.schedule import PUBLISHED, Schedule, read_schedule

CONFIG_NAME = "model_config.json"
MAX_SAMPLES = 2**32


@dataclass(frozen=True, slots=True)
class DitConfig:
    """The diffusion transformer."""

    io_channels: int
    width: int
    depth: int
    n_heads: int
    cond_dim: int
    global_dim: int
    local_dim: int
    n_memory: int
    time_features: int
    is_differential: bool
    ff_mult: float

    @property
    def dim_head(self) -> int:
        """Width of one attention head."""
        return self.width // self.n_heads

    @property
    def ff_width(self) -> int:
        """Inner width of the feed-forward parts."""
        return int(self.width * self.ff_mult)


@dataclass(frozen=True, slots=True)
class ConditioningConfig:
    """Prompt and duration: the text encoder's sub-folder, its token limit, and the range of seconds."""

    cond_dim: int
    text_folder: str
    max_tokens: int
    min_seconds: float
    max_seconds: float


@dataclass(frozen=True, slots=True)
class ModelConfig:
    """A whole checkpoint.

    `max_latents` is the longest window that it was made for, in latent frames. `raw` is the JSON as it was
    read, for writing it again. `schedule` is how sampling's steps lie.
    """

    sample_rate: int
    sample_size: int
    objective: str
    same: SameConfig
    dit: DitConfig
    conditioning: ConditioningConfig
    raw: Mapping[str, Any] = field(repr=False, compare=False)
    schedule: Schedule = PUBLISHED

    @property
    def hop(self) -> int:
        """Samples per latent frame."""
        return self.same.hop

    @property
    def n_latent_channels(self) -> int:
        """Values per latent frame."""
        return self.same.latent_dim

    @property
    def max_latents(self) -> int:
        """Latent frames of the longest window."""
        return self.sample_size // self.hop

    @property
    def is_base(self) -> bool:
        """Whether it needs many steps and guidance, rather than a few steps and none."""
        return self.objective == "rectified_flow"


def read_config(folder: Path | str) -> ModelConfig:
    """Read a whole checkpoint's configuration.

    Raises:
        CheckpointError: the file is missing, damaged, of an autoencoder alone, or asks for what is not built.
    """
    return model_config(open_json(Path(folder), CONFIG_NAME).values, folder)


def model_config(raw: Mapping[str, Any], folder: Path | str) -> ModelConfig:
    """Read a whole checkpoint's configuration out of the content of a file; `folder` is for the sentences.

    Raises:
        CheckpointError: it is of an autoencoder alone, a value is missing, or asks for what is not built.
    """
    top = Reader(Path(folder), raw)
    model = top.object("model")
    if "diffusion" not in model:
        raise CheckpointError(folder, "it holds an autoencoder alone, which cannot generate")
    pretransform = model.object("pretransform")
    pretransform.only("type", "autoencoder")
    same = read_same(top, pretransform.object("config"), pretransform.flag("chunked", False))
    diffusion, conditioning = model.object("diffusion"), model.object("conditioning")
    config = ModelConfig(
        sample_rate=same.sample_rate,
        sample_size=top.integer("sample_size", low=same.hop, high=MAX_SAMPLES),
        objective=diffusion.word("diffusion_objective", "v", among=("rf_denoiser", "rectified_flow")),
        same=same,
        dit=_dit(diffusion),
        conditioning=_conditioning(conditioning),
        raw=dict(top.values),
        schedule=read_schedule(diffusion),
    )
    _check_fit(Path(folder), config)
    return config


def read_same_config(folder: Path | str) -> SameConfig:
    """Read the autoencoder's configuration, of a stand-alone folder or out of a whole checkpoint.

    Raises:
        CheckpointError: the file is missing, damaged, or asks for what is not built.
    """
    return same_config(open_json(Path(folder), CONFIG_NAME).values, folder)


def same_config(raw: Mapping[str, Any], folder: Path | str) -> SameConfig:
    """Read the autoencoder's configuration out of the content of a file; `folder` is for the sentences.

    Raises:
        CheckpointError: a value is missing, or asks for what is not built.
    """
    top = Reader(Path(folder), raw)
    model = top.object("model")
    if "pretransform" in model and "encoder" not in model:
        pretransform = model.object("pretransform")
        return read_same(top, pretransform.object("config"), pretransform.flag("chunked", False))
    return read_same(top, model, True)


def is_whole(folder: Path | str) -> bool:
    """Whether the folder's configuration names a diffusion model, not an autoencoder alone."""
    return "diffusion" in open_json(Path(folder), CONFIG_NAME).object("model")


def _dit(diffusion: Reader) -> DitConfig:
    diffusion.only("cross_attention_cond_ids", ["prompt", "seconds_total"], default=[])
    diffusion.only("global_cond_ids", ["seconds_total"], default=[])
    diffusion.only("local_add_cond_ids", ["inpaint_mask", "inpaint_masked_input"], default=[])
    for absent in ("input_concat_ids", "prepend_cond_ids", "modular_local_cond_configs"):
        diffusion.only(absent, [])
    config = diffusion.object("config")
    _refuse_other_dits(config)
    width, n_heads = config.integer("embed_dim"), config.integer("num_heads", high=1024)
    if width % n_heads or width // n_heads < 32 or (width // n_heads) % 4:
        raise config.refuse("num_heads", f"such that the width {width} falls into heads of at least 32")
    attention = config.object("attn_kwargs", optional=True)
    attention.only("qk_norm", "rms", default="none")
    return DitConfig(
        io_channels=config.integer("io_channels"),
        width=width,
        depth=config.integer("depth", high=MAX_DEPTH),
        n_heads=n_heads,
        cond_dim=config.integer("cond_token_dim"),
        global_dim=config.integer("global_cond_dim"),
        local_dim=config.integer("local_add_cond_dim"),
        n_memory=config.integer("num_memory_tokens", 0, low=0),
        time_features=config.integer("timestep_features_dim", 256, low=4),
        is_differential=attention.flag("differential", False),
        ff_mult=config.object("ff_kwargs", optional=True).number("mult", 4.0, low=0.125, high=64),
    )


def _refuse_other_dits(config: Reader) -> None:
    config.only("global_cond_type", "adaLN", default="prepend")
    config.only("timestep_features_type", "expo", default="learned")
    config.only("timestep_features_logsnr", False)
    config.only("timestep_cond_type", "global")
    config.only("norm_type", "rms_norm", default="layer_norm")
    config.only("patch_size", 1)
    config.only("project_cond_tokens", True)
    config.only("project_global_cond", True)


def _conditioning(conditioning: Reader) -> ConditioningConfig:
    found = {item.word("id"): item for item in conditioning.objects("configs")}
    for key, kind in (("prompt", "t5gemma"), ("seconds_total", "number")):
        if key not in found:
            raise conditioning.refuse("configs", f"a list that describes “{key}”")
        found[key].only("type", kind, default="")
    prompt, seconds = found["prompt"].object("config"), found["seconds_total"].object("config")
    prompt.only("padding_mode", "learned", default="zero")
    seconds.only("fourier_features_type", "expo", default="learned")
    text_folder = prompt.word("subfolder", "t5gemma-b-b-ul2")
    if Path(text_folder).name != text_folder or text_folder in ("", ".", "..") or "\\" in text_folder:
        raise prompt.refuse("subfolder", "the name of a folder inside the model's")
    low = seconds.number("min_val", 0.0)
    return ConditioningConfig(
        cond_dim=conditioning.integer("cond_dim"),
        text_folder=text_folder,
        max_tokens=prompt.integer("max_length", 256, high=4096),
        min_seconds=low,
        max_seconds=seconds.number("max_val", 384.0, low=low + 1e-3),
    )


def _check_fit(folder: Path, config: ModelConfig) -> None:
    """Refuse parts whose widths do not fit together."""
    latents, cond = config.same.latent_dim, config.conditioning.cond_dim
    sizes = (
        ("latent channels", config.dit.io_channels, latents),
        ("local condition", config.dit.local_dim, latents + 1),
        ("context", config.dit.cond_dim, cond),
        ("global condition", config.dit.global_dim, cond),
    )
    for what, found, wanted in sizes:
        if found != wanted:
            raise CheckpointError(
                folder, f"its parts do not fit: the {what} should have width {wanted}, not {found}"
            )
