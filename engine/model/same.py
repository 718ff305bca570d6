"""SAME, the autoencoder: audio <-> latents, whole, in chunks, or only a span.

`B` batch, `N` samples, `L` patches, `T` latent frames, `C` latent channels, `D` width.
Source of every formula: MODEL.md 2.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from functools import partial

import torch
from torch import Generator, Tensor, nn
from torch.nn import functional as F

from engine.model.attention import DyT, FeedForward, Rotary, SelfAttention, banded, full
from engine.model.autoencoder_config import SameConfig, StageConfig
from engine.model.fronts import FRONTS
from engine.timeline import Span

CHUNK = 128
_FF_MULT = 3
_NOISE_TRAINING, _NOISE_INFERENCE = 0.05, 0.001


class WeightNormConv(nn.Module):
    """Conv1d with weight `g v / |v|`, the norm of each output over inputs and kernel; same length."""

    def __init__(self, n_in: int, n_out: int, kernel: int) -> None:
        super().__init__()
        bound = 1 / math.sqrt(n_in * kernel)
        self.weight_v = nn.Parameter(torch.empty(n_out, n_in, kernel).uniform_(-bound, bound))
        self.weight_g = nn.Parameter(self.weight_v.detach().norm(dim=(1, 2), keepdim=True))
        self.bias = nn.Parameter(torch.empty(n_out).uniform_(-bound, bound))

    def forward(self, x: Tensor) -> Tensor:
        """`[B, n_in, L]` -> `[B, n_out, L]`."""
        v = self.weight_v.float()
        weight = self.weight_g.float() * v / v.norm(dim=(1, 2), keepdim=True)
        return F.conv1d(x, weight.to(x.dtype), self.bias, padding=self.weight_v.shape[-1] // 2)


def _sine(gate: Tensor) -> Tensor:
    return torch.sin(3.14159265359 * gate)


class Layer(nn.Module):
    """Self-attention and feed-forward, each behind a DyT."""

    def __init__(self, config: StageConfig, *, has_sine: bool) -> None:
        super().__init__()
        self.pre_norm = DyT(config.width)
        self.self_attn = SelfAttention(
            config.width, config.dim_head, is_differential=config.is_differential, norm=DyT
        )
        self.ff_norm = DyT(config.width)
        self.ff = FeedForward(config.width, _FF_MULT * config.width, _sine if has_sine else F.silu)
        self.has_sine = has_sine
        self.rope = Rotary(config.dim_head // 2)

    def forward(self, x: Tensor, reach: int) -> Tensor:
        """`[B, tokens, D]` -> the same; attention reaches `reach` tokens to each side, or everywhere if 0."""
        attend = partial(banded, reach=reach) if reach else full
        x = x + self.self_attn(self.pre_norm(x), self.rope(x.shape[1]), attend)
        # the feed-forward may be of a smaller type than the sum: see `engine.generate.precision.lighten`
        return x + self.ff(self.ff_norm(x).to(self.ff.dtype))


class Stage(nn.Module):
    """The transformer of one side: groups of `stride` patches and one latent token."""

    def __init__(self, config: StageConfig, n_in: int, n_out: int) -> None:
        super().__init__()
        self.config = config
        depth = config.depth
        self.new_tokens = nn.Parameter(1e-5 * torch.randn(1, 1, config.width))
        self.mapping = WeightNormConv(n_in, n_out, config.mapping_kernel)
        self.transformers = nn.ModuleList(
            Layer(config, has_sine=depth - i < config.n_sine) for i in range(depth)
        )

    def fresh(self, like: Tensor, n_new: int, generator: Generator | None) -> Tensor:
        """New tokens `[groups, n_new, D]` for the groups of `like` `[groups, …, D]`, with their noise."""
        tokens = self.new_tokens.expand(len(like), n_new, -1)
        return tokens + _noise(tokens, self.config.mask_noise, generator)

    def run(self, x: Tensor) -> Tensor:
        """All layers over `[B, T * group, D]`; T is even where the stage works in chunks."""
        if self.config.window:
            for layer in self.transformers:
                x = layer(x, self.config.window * self.config.group)
            return x
        return self._run_chunks(x)

    def _run_chunks(self, x: Tensor) -> Tensor:
        """The first half of the layers in chunks, the second in chunks shifted by half of one."""
        size = self.config.chunk // self.config.stride * self.config.group
        half, middle = size // 2, self.config.depth // 2
        x = self._run_layers(x, size, 0, middle)
        x = torch.cat([x[:, :half], x, x[:, -half:]], dim=1)
        return self._run_layers(x, size, middle, self.config.depth)[:, half:-half]

    def _run_layers(self, x: Tensor, size: int, start: int, stop: int) -> Tensor:
        chunks = x.reshape(-1, size, x.shape[-1])
        for layer in list(self.transformers)[start:stop]:
            chunks = layer(chunks, 0)
        return chunks.view_as(x)


class Encoder(nn.Module):
    """Patches -> latents, before the bottleneck. The keys of `layers` are those of the checkpoints."""

    def __init__(self, config: StageConfig) -> None:
        super().__init__()
        self.config = config
        stage = Stage(config, config.n_features, config.width)
        self.layers = nn.ModuleDict({"0": stage, "2": nn.Linear(config.width, config.latent_dim)})

    def forward(self, patches: Tensor, generator: Generator | None) -> Tensor:
        """`[B, features, L]` -> `[B, C, T]`, with zeros up to whole groups, or whole chunks."""
        config, B, stage = self.config, len(patches), self.stage
        patches = F.pad(patches, (0, -patches.shape[-1] % (config.chunk or config.stride)))
        x = stage.mapping(patches).transpose(1, 2)
        x = x.reshape(-1, config.stride, config.width)
        x = torch.cat([x, stage.fresh(x, 1, generator)], dim=1)
        x = stage.run(x.reshape(B, -1, config.width))
        return self.layers["2"](x[:, config.stride :: config.group]).transpose(1, 2)

    @property
    def stage(self) -> Stage:
        """The transformer."""
        return self.layers["0"]  # type: ignore[return-value]


class Decoder(nn.Module):
    """Latents behind the bottleneck -> patches."""

    def __init__(self, config: StageConfig) -> None:
        super().__init__()
        self.config = config
        stage = Stage(config, config.width, config.n_features)
        self.layers = nn.ModuleDict({"1": nn.Linear(config.latent_dim, config.width), "3": stage})

    def forward(self, latents: Tensor, generator: Generator | None) -> Tensor:
        """`[B, C, T]` -> `[B, features, T' stride]`, T' being T, or T + 1 where chunks need it."""
        config, B, stage = self.config, len(latents), self.stage
        x = self.layers["1"](latents.transpose(1, 2))
        x = F.pad(x, (0, 0, 0, -x.shape[1] % max(1, config.chunk // config.stride)))
        x = x.reshape(-1, 1, config.width)
        x = torch.cat([x, stage.fresh(x, config.stride, generator)], dim=1)
        x = stage.run(x.reshape(B, -1, config.width))
        x = x.unflatten(1, (-1, config.group))[:, :, 1:].flatten(1, 2)
        return stage.mapping(x.transpose(1, 2))

    @property
    def stage(self) -> Stage:
        """The transformer."""
        return self.layers["3"]  # type: ignore[return-value]


class Bottleneck(nn.Module):
    """Scale and shift of each latent channel, and a little noise on the way out."""

    noise_scaling_factor: Tensor
    running_std: Tensor

    def __init__(self, n_channels: int, *, has_noise: bool) -> None:
        super().__init__()
        self.has_noise = has_noise
        self.scaling_factor = nn.Parameter(torch.ones(1, n_channels, 1))
        self.bias = nn.Parameter(torch.zeros(1, n_channels, 1))
        self.register_buffer("noise_scaling_factor", torch.ones(1, 0, 1))  # published, and empty
        self.register_buffer("running_std", torch.ones(1))

    def encode(self, z: Tensor) -> Tensor:
        """`[B, C, T]` -> the same, as the diffusion transformer knows them."""
        return (z * self.scaling_factor + self.bias) / self.running_std

    def decode(self, z: Tensor, generator: Generator | None) -> Tensor:
        """`[B, C, T]` -> the same, as the decoder takes them."""
        level = _NOISE_TRAINING if self.training else _NOISE_INFERENCE
        return (z + _noise(z, level if self.has_noise else 0.0, generator)) * self.running_std


class Same(nn.Module):
    """The whole autoencoder.

    Where a `generator` (on the CPU) is given, the noise that the networks were trained with is drawn from
    it; without one it is zero, and the same input always gives the same output.
    """

    def __init__(self, config: SameConfig) -> None:
        super().__init__()
        self.config = config
        self.hop = config.hop
        self.front = FRONTS[config.front.type](config.front)
        self.encoder = Encoder(config.encoder)
        self.decoder = Decoder(config.decoder)
        self.bottleneck = Bottleneck(config.latent_dim, has_noise=config.has_noise)

    @property
    def alignment(self) -> int:
        """Latent frames that are computed together: cuts between them lie at multiples of this."""
        return max(_per_chunk(self.config.encoder), _per_chunk(self.config.decoder))

    @property
    def halo(self) -> int:
        """Latent frames to each side that a decoded (or encoded) latent frame depends on."""
        return max(_halo(self.config.encoder), _halo(self.config.decoder)) + self.config.front.reach

    def encode(self, audio: Tensor, generator: Generator | None = None) -> Tensor:
        """`[B, channels, N]` -> `[B, C, T]`: T covers all samples and is a multiple of `alignment`."""
        audio = F.pad(audio, (0, -audio.shape[-1] % (self.hop * self.alignment)))
        return self.bottleneck.encode(self.encoder(self.front.encode(audio), generator))

    def decode(self, latents: Tensor, generator: Generator | None = None, *, first: int = 0) -> Tensor:
        """`[B, C, T]` -> `[B, channels, T hop]`; `first` is the place of the first one in its piece."""
        patches = self.decoder(self.bottleneck.decode(latents, generator), generator)
        stride = self.config.decoder.stride
        return self.front.decode(patches[..., : latents.shape[-1] * stride], first * stride)

    def encode_chunked(
        self,
        audio: Tensor,
        generator: Generator | None = None,
        *,
        chunk: int | None = None,
        overlap: int | None = None,
    ) -> Tensor:
        """What `encode` gives, in memory that does not grow with the length.

        Args:
            audio: `[B, channels, N]`.
            generator: for the noise, or None.
            chunk: latent frames at a time; None takes about `CHUNK`, as many in each.
            overlap: latent frames that neighbours share, at least twice the halo; None takes that.
        """
        unit = self.hop * self.alignment
        audio = F.pad(audio, (0, -audio.shape[-1] % unit))
        n_latents = audio.shape[-1] // self.hop
        parts = [
            self.encode(audio[..., have.start * self.hop : have.stop * self.hop], generator)[
                ..., keep.start - have.start : keep.stop - have.start
            ]
            for have, keep in self._chunks(n_latents, chunk, overlap)
        ]
        return torch.cat(parts, dim=-1)

    def decode_chunked(
        self,
        latents: Tensor,
        generator: Generator | None = None,
        *,
        chunk: int | None = None,
        overlap: int | None = None,
        first: int = 0,
    ) -> Tensor:
        """What `decode` gives, in memory that does not grow with the length; arguments as above."""
        parts = [
            self._decode_part(latents, have, keep, generator, first)
            for have, keep in self._chunks(latents.shape[-1], chunk, overlap)
        ]
        return torch.cat(parts, dim=-1)

    def decode_span(self, latents: Tensor, span: Span, generator: Generator | None = None) -> Tensor:
        """The samples of these latent frames alone, equal to what the whole decode has there.

        Args:
            latents: `[B, C, T]`.
            span: latent frames inside `latents`.
            generator: for the noise, or None.
        Returns:
            `[B, channels, span.length hop]`.
        Raises:
            ValueError: the span reaches past the latents.
        """
        n_latents = latents.shape[-1]
        if not Span(0, n_latents).contains(span):
            raise ValueError(f"there are {n_latents} latent frames, not {span}")
        have = self.with_halo(span, n_latents)
        inside = self.decode_chunked(latents[..., have.start : have.stop], generator, first=have.start)
        start = (span.start - have.start) * self.hop
        return inside[..., start : start + span.length * self.hop]

    def with_halo(self, span: Span, n_latents: int) -> Span:
        """`span` and what it depends on among `n_latents` latent frames, cut where it may be cut."""
        align = self.alignment
        start = max(0, span.start - self.halo) // align * align
        stop = -(-(span.stop + self.halo) // align) * align
        return Span(start, min(stop, n_latents))

    @property
    def _overlap(self) -> int:
        """Latent frames that chunks share: twice the halo, rounded up to where they may be cut."""
        unit = 2 * self.alignment
        return -(-2 * self.halo // unit) * unit

    def _chunk(self, n_latents: int, overlap: int) -> int:
        """Latent frames of each of the fewest chunks that are no longer than `CHUNK`, or this overlap needs.

        They are as long as one another: a last one of full length would compute the most of it twice.
        """
        most = max(CHUNK, 2 * overlap)
        count = max(1, -(-(n_latents - overlap) // (most - overlap)))
        return -(-(n_latents + (count - 1) * overlap) // (count * self.alignment)) * self.alignment

    def _decode_part(
        self, latents: Tensor, have: Span, keep: Span, generator: Generator | None, first: int
    ) -> Tensor:
        audio = self.decode(latents[..., have.start : have.stop], generator, first=first + have.start)
        return audio[..., (keep.start - have.start) * self.hop : (keep.stop - have.start) * self.hop]

    def _chunks(self, n_latents: int, chunk: int | None, overlap: int | None) -> Iterator[tuple[Span, Span]]:
        """What each chunk is computed from, and what is kept of it; the last one is anchored at the end."""
        overlap = self._overlap if overlap is None else overlap
        chunk = self._chunk(n_latents, overlap) if chunk is None else chunk
        if n_latents <= chunk:
            yield Span(0, n_latents), Span(0, n_latents)
            return
        if (
            overlap < 2 * self.halo
            or chunk <= overlap
            or chunk % self.alignment
            or overlap % (2 * self.alignment)
        ):
            raise ValueError(f"chunks of {chunk} latent frames cannot overlap by {overlap}")
        last = -(-(n_latents - chunk) // self.alignment) * self.alignment
        starts = [*range(0, last, chunk - overlap), last]
        done = 0
        for start in starts:
            stop = n_latents if start == last else start + chunk - overlap // 2
            yield Span(start, min(start + chunk, n_latents)), Span(done, stop)
            done = stop


def _per_chunk(config: StageConfig) -> int:
    return max(1, config.chunk // config.stride)


def _halo(config: StageConfig) -> int:
    """How far a latent frame depends on its neighbours (MODEL.md 2.4), in latent frames."""
    if config.window:
        return config.window * config.depth + (1 if config.mapping_kernel > 1 else 0)
    return 3 * _per_chunk(config) // 2


def _noise(like: Tensor, level: float, generator: Generator | None) -> Tensor:
    """`level` times normal noise of this shape, drawn on the CPU; a zero where there is nothing to draw."""
    if generator is None or level == 0:
        return like.new_zeros(())
    return level * torch.randn(like.shape, generator=generator).to(like)
