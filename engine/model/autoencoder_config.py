"""Dimensions of the autoencoder, read out of a `model_config.json`."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise

from engine.model.reading import MAX_DEPTH, Reader


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


def read_same(top: Reader, same: Reader, is_chunked: bool) -> SameConfig:
    """Read the autoencoder's part, `same`, of a configuration whose other values are in `top`.

    Raises:
        CheckpointError: a value is missing, or asks for what is not built.
    """
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
