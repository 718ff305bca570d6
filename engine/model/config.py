"""Dimensions of the networks, read from `model_config.json`. Knows no torch: the window reads it too."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from itertools import pairwise
from pathlib import Path
from typing import Any

from engine.errors import CheckpointError
from engine.model.reading import Reader, open_json

CONFIG_NAME = "model_config.json"
MAX_DEPTH = 256
MAX_SAMPLES = 2**32


@dataclass(frozen=True, slots=True)
class FrontConfig:
    """What stands between samples and the autoencoder.

    `patched` lays `patch` samples side by side; `mdct` turns each patch into as many coefficients, which
    share samples with their neighbours' and are compressed above `knee` by `power` (1: not at all).
    `noise_filled` is an `mdct` of `blocks` per patch that keeps the lowest `n_coded` coefficients of each
    and the level of every band between neighbouring `edges`; from coefficient `noise_from` on, what the
    coefficients lack of that level is made up for by noise.
    """

    type: str
    n_channels: int
    patch: int
    power: float = 1.0
    knee: float = 1.0
    blocks: int = 1
    n_coded: int = 0
    edges: tuple[int, ...] = ()
    noise_from: int = 0

    @property
    def n_features(self) -> int:
        """Values per patch, over all channels."""
        if self.type == "noise_filled":
            return self.n_channels * self.blocks * (self.n_coded + len(self.edges) - 1)
        return self.n_channels * self.patch

    @property
    def block(self) -> int:
        """Samples of a patch that are transformed together."""
        return self.patch // self.blocks

    @property
    def reach(self) -> int:
        """How many patches to each side share samples with a patch."""
        return 0 if self.type == "patched" else 1


@dataclass(frozen=True, slots=True)
class StageConfig:
    """One side of SAME.

    `chunk` counts patches (0: none): layers attend inside chunks, the later half of them shifted by half a
    chunk. `window` counts latent frames to each side (0: none). `mask_noise` is the deviation of what is
    added to new tokens. The last `n_sine` layers less one are gated by a sine.
    """

    n_features: int
    width: int
    depth: int
    dim_head: int
    stride: int
    latent_dim: int
    chunk: int
    window: int
    is_differential: bool
    mapping_kernel: int
    mask_noise: float
    n_sine: int

    @property
    def n_heads(self) -> int:
        """Attention heads."""
        return self.width // self.dim_head

    @property
    def group(self) -> int:
        """Tokens per latent frame: one latent token and its `stride` patches."""
        return self.stride + 1


@dataclass(frozen=True, slots=True)
class SameConfig:
    """The autoencoder: `hop` samples per latent frame of `latent_dim` values."""

    sample_rate: int
    hop: int
    latent_dim: int
    n_channels: int
    front: FrontConfig
    encoder: StageConfig
    decoder: StageConfig
    has_noise: bool
    is_chunked: bool

    @property
    def alignment(self) -> int:
        """Latent frames that are computed together: cuts between them lie at multiples of this."""
        return max(1, *(stage.chunk // stage.stride for stage in (self.encoder, self.decoder)))


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
    read, for writing it again.
    """

    sample_rate: int
    sample_size: int
    objective: str
    same: SameConfig
    dit: DitConfig
    conditioning: ConditioningConfig
    raw: Mapping[str, Any] = field(repr=False, compare=False)

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
    same = _same(top, pretransform.object("config"), pretransform.flag("chunked", False))
    diffusion, conditioning = model.object("diffusion"), model.object("conditioning")
    config = ModelConfig(
        sample_rate=same.sample_rate,
        sample_size=top.integer("sample_size", low=same.hop, high=MAX_SAMPLES),
        objective=diffusion.word("diffusion_objective", "v", among=("rf_denoiser", "rectified_flow")),
        same=same,
        dit=_dit(diffusion),
        conditioning=_conditioning(conditioning),
        raw=dict(top.values),
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
        return _same(top, pretransform.object("config"), pretransform.flag("chunked", False))
    return _same(top, model, True)


def is_whole(folder: Path | str) -> bool:
    """Whether the folder's configuration names a diffusion model, not an autoencoder alone."""
    return "diffusion" in open_json(Path(folder), CONFIG_NAME).object("model")


def _same(top: Reader, same: Reader, is_chunked: bool) -> SameConfig:
    front = _front(same)
    latent_dim = same.integer("latent_dim")
    encoder = _stage(same.object("encoder").object("config"), "in_channels", latent_dim)
    decoder = _stage(same.object("decoder").object("config"), "out_channels", latent_dim)
    bottleneck = same.object("bottleneck")
    bottleneck.only("type", "softnorm")
    bottleneck.object("config", optional=True).only("noise_augment_dim", 0)
    bottleneck.object("config", optional=True).only("dim", latent_dim)
    hop = same.integer("downsampling_ratio", high=2**20)
    for stage, config in (("encoder", encoder), ("decoder", decoder)):
        if config.stride * front.patch != hop or config.n_features != front.n_features:
            raise same.refuse("downsampling_ratio", f"what the {stage}'s stride and patches come to")
    same.only("io_channels", front.n_channels)
    return SameConfig(
        sample_rate=top.integer("sample_rate", 44100, low=1000, high=768_000),
        hop=hop,
        latent_dim=latent_dim,
        n_channels=front.n_channels,
        front=front,
        encoder=encoder,
        decoder=decoder,
        has_noise=bottleneck.object("config", optional=True).flag("noise_regularize", False),
        is_chunked=is_chunked,
    )


def _front(same: Reader) -> FrontConfig:
    front = same.object("pretransform")
    kind = front.word("type", among=("patched", "mdct", "noise_filled"))
    config = front.object("config")
    n_channels, patch = config.integer("channels", high=64), config.integer("patch_size")
    if kind == "patched":
        return FrontConfig(kind, n_channels, patch)
    if n_channels > 2 or patch % 2 or patch > 2**13:
        raise front.refuse("config", "mono or stereo, in patches of an even number of at most 8192 samples")
    power = config.number("power", 1.0, low=0.1, high=1.0)
    lapped = FrontConfig(kind, n_channels, patch, power, config.number("knee", 1.0, low=1e-6, high=1e3))
    return lapped if kind == "mdct" else _noise_filled(config, lapped)


def _noise_filled(config: Reader, lapped: FrontConfig) -> FrontConfig:
    if lapped.power != 0.5:
        raise config.refuse("power", "0.5")
    blocks = config.integer("blocks")
    if lapped.patch % (2 * blocks):
        raise config.refuse("blocks", "as many as a patch falls into, of an even number of samples each")
    block = lapped.patch // blocks
    edges = config.integers("edges", None, low=0)
    if len(edges) < 2 or any(a >= b for a, b in pairwise(edges)) or (edges[0], edges[-1]) != (0, block):
        raise config.refuse("edges", f"rising, from 0 to {block}")
    return replace(
        lapped,
        blocks=blocks,
        n_coded=config.integer("n_coded", high=block),
        edges=tuple(edges),
        noise_from=config.integer("noise_from", low=0, high=block),
    )


def _stage(config: Reader, features: str, latent_dim: int) -> StageConfig:
    (mult,), (stride,) = config.integers("c_mults", 1), config.integers("strides", 1)
    (depth,) = config.integers("transformer_depths", 1)
    dim_head = config.integer("dim_heads", 64)
    width = config.integer("channels") * mult
    if width % dim_head or dim_head % 4 or width > 2**16:
        raise config.refuse("channels", f"such that the width is a multiple of the head width {dim_head}")
    if depth > MAX_DEPTH:
        raise config.refuse("transformer_depths", f"at most {MAX_DEPTH}")
    config.only("dyt", True)
    config.only("variable_stride", True)
    config.only("latent_dim", latent_dim)
    chunk, window = _reach(config, stride, depth)
    sine = config.integers("sinusoidal_blocks", 1, [0], low=0)
    return StageConfig(
        n_features=config.integer(features),
        width=width,
        depth=depth,
        dim_head=dim_head,
        stride=stride,
        latent_dim=latent_dim,
        chunk=chunk,
        window=window,
        is_differential=config.flag("differential", True),
        mapping_kernel=3 if config.flag("conv_mapping", False) else 1,
        mask_noise=config.number("mask_noise", 0.0, high=10.0),
        n_sine=sine[0],
    )


def _reach(config: Reader, stride: int, depth: int) -> tuple[int, int]:
    """How far its attention looks: (patches per chunk, 0) or (0, latent frames to each side)."""
    if "sliding_window" in config:
        left, right = config.integers("sliding_window", 2)
        if left != right or left > 64:
            raise config.refuse("sliding_window", "the same on both sides, and at most 64")
        return 0, left
    config.only("chunk_midpoint_shift", True, default=False)
    chunk = config.integer("chunk_size", 128)
    if chunk % (2 * stride) or depth % 2:
        raise config.refuse(
            "chunk_size", f"a multiple of twice the stride {stride}, over an even number of layers"
        )
    return chunk, 0


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
