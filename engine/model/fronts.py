"""What stands between samples and the autoencoder: an invertible change of form, without weights.

`B` batch, `c` audio channels, `N` samples, `L` patches.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from itertools import pairwise

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from engine.model.autoencoder_config import FrontConfig

_FLOOR, _LOG_SCALE, _LOUDEST = 1e-4, 2.0, 6.0
_NOISE, _TONE = 0.1, 0.4
"""Shares of a band's energy that are known: up to the first the rest is noise, from the second on none is."""
_WORD = 2**32 - 1


class Patched(nn.Module):
    """Samples side by side: `[B, c, L patch]` <-> `[B, c patch, L]`, channel by channel."""

    parts: tuple[slice, ...] = (slice(None),)
    """Which features are compared with each other, as slices of `[features / (c blocks)]`."""

    def __init__(self, config: FrontConfig) -> None:
        super().__init__()
        self.config = config

    def encode(self, audio: Tensor) -> Tensor:
        """`[B, c, N]` -> `[B, c patch, L]`; zeros fill up the last patch."""
        patch = self.config.patch
        audio = F.pad(audio, (0, -audio.shape[-1] % patch))
        return audio.unflatten(-1, (-1, patch)).transpose(2, 3).flatten(1, 2)

    def decode(self, patches: Tensor, first: int = 0) -> Tensor:
        """`[B, c patch, L]` -> `[B, c, L patch]`."""
        return patches.unflatten(1, (self.config.n_channels, -1)).transpose(2, 3).flatten(2)


class Mdct(nn.Module):
    """Lapped frequencies: `[B, c, L patch]` <-> `[B, c patch, L]`; mid before side where there are two.

    The modified discrete cosine transform with a sine window of `2 patch` samples, half overlapping, as
    rotations across the borders between patches and an orthonormal DCT-IV of each patch. The outermost
    borders are left as they are: L patches hold exactly L patches' worth of samples, and the linear part is
    an isometry. Coefficients then go through `sign(x) ((1 + |x| / knee) ** power - 1) / power`, linear below
    the knee and compressed above, so that quiet ones count beside loud ones.
    Source: Princen and Bradley (1986), time domain aliasing cancellation; Malvar (1992) for the factors.
    """

    parts: tuple[slice, ...] = (slice(None),)

    def __init__(self, config: FrontConfig) -> None:
        super().__init__()
        self.config = config
        self._known: dict[torch.device, tuple[Tensor, Tensor]] = {}

    def encode(self, audio: Tensor) -> Tensor:
        """`[B, c, N]` -> `[B, c patch, L]`; zeros fill up the last patch."""
        coefficients = self._compress(self._forward(audio))
        return coefficients.to(audio.dtype).transpose(2, 3).flatten(1, 2)

    def decode(self, coefficients: Tensor, first: int = 0) -> Tensor:
        """`[B, c patch, L]` -> `[B, c, L patch]`."""
        x = coefficients.float().unflatten(1, (self.config.n_channels, -1)).transpose(2, 3)
        return self._inverse(self._expand(x)).to(coefficients.dtype)

    def _forward(self, audio: Tensor) -> Tensor:
        """`[B, c, N]` -> float32 `[B, c, L blocks, block]`; zeros fill up the last patch."""
        audio = F.pad(audio, (0, -audio.shape[-1] % self.config.patch))
        basis, window = self._tables(audio.device)
        return _turn(_mid_side(audio.float()).unflatten(-1, (-1, self.config.block)), window, 1.0) @ basis

    def _inverse(self, coefficients: Tensor) -> Tensor:
        """What `_forward` came from."""
        basis, window = self._tables(coefficients.device)
        return _mid_side(_turn(coefficients @ basis, window, -1.0).flatten(2))

    def _compress(self, x: Tensor) -> Tensor:
        power, knee = self.config.power, self.config.knee
        if power == 1:
            return x / knee
        return x.sign() * ((x.abs() / knee + 1) ** power - 1) / power

    def _expand(self, y: Tensor) -> Tensor:
        power, knee = self.config.power, self.config.knee
        if power == 1:
            return y * knee
        return y.sign() * knee * ((y.abs() * power + 1) ** (1 / power) - 1)

    def _tables(self, device: torch.device) -> tuple[Tensor, Tensor]:
        """The DCT-IV `[block, block]`, its own inverse; sines and cosines `[2, block / 2]` of the window."""
        if device not in self._known:
            with torch.inference_mode(False):  # they outlive the call, and may be trained through later
                self._known[device] = _mdct_tables(self.config.block, device)
        return self._known[device]


class NoiseFilled(Mdct):
    """The low coefficients of short blocks, and the level of every band: `[B, c, L patch]` <-> `[B, f, L]`.

    A block's features are its lowest `n_coded` coefficients over `knee sqrt(1 + a / knee)`, and
    `log(1 + a / 1e-4) / 2`, for the root mean square `a` of each band: loud bands are compressed as a
    whole, so that a tone still stands out of its band. On the way back, bands up to `noise_from` have the
    levels of their coefficients, which keeps the waveform; those above have the levels that are told, and
    what is missing is made up for, mostly by noise: a network that is asked for a waveform it cannot know
    answers with its mean, which is too soft. The noise is a hash of place and frequency: a patch of a
    piece sounds the same whichever part of the piece is decoded.
    Source: noise substitution as in MPEG-4 AAC (Herre and Schulz 1998); gain and shape as in Opus.
    """

    def __init__(self, config: FrontConfig) -> None:
        super().__init__(config)
        # networks are built without memory for weights first; these are none, and are wanted at once
        widths = torch.tensor([b - a for a, b in pairwise(config.edges)], device="cpu")
        self._band = torch.repeat_interleave(torch.arange(len(widths), device="cpu"), widths)
        self._mean = (F.one_hot(self._band).double() / widths[:, None].T).float()
        low = min(config.noise_from, config.n_coded)
        parts = (slice(0, low), slice(low, config.n_coded), slice(config.n_coded, None))
        self.parts = tuple(part for part in parts if part.start != part.stop)

    def encode(self, audio: Tensor) -> Tensor:
        """`[B, c, N]` -> `[B, features, L]`; zeros fill up the last patch."""
        x = self._forward(audio)
        levels = self._levels(x)
        coded = (x * self._gain(levels)[..., self._band.to(x.device)])[..., : self.config.n_coded]
        features = torch.cat([coded, torch.log1p(levels / _FLOOR) / _LOG_SCALE], dim=-1)
        features = features.unflatten(2, (-1, self.config.blocks)).permute(0, 1, 3, 4, 2)
        return features.flatten(1, 3).to(audio.dtype)

    def decode(self, coefficients: Tensor, first: int = 0) -> Tensor:
        """`[B, features, L]` -> `[B, c, L patch]`; `first` is the place of the first patch in its piece."""
        config = self.config
        x = coefficients.float().unflatten(1, (config.n_channels, config.blocks, -1))
        x = x.permute(0, 1, 4, 2, 3).flatten(2, 3)
        wanted = _FLOOR * torch.expm1(_LOG_SCALE * x[..., config.n_coded :].clamp(0, _LOUDEST))
        coded = F.pad(x[..., : config.n_coded], (0, config.block - config.n_coded))
        own = self._uncompressed(self._levels(coded))
        is_waveform = torch.arange(config.block, device=x.device) < config.noise_from
        band = self._band.to(x.device)
        sound = coded / self._gain(torch.where(is_waveform, own[..., band], wanted[..., band]))
        filled = self._filled(sound, wanted, first)
        return self._inverse(torch.where(is_waveform, sound, filled)).to(coefficients.dtype)

    def _filled(self, sound: Tensor, wanted: Tensor, first: int) -> Tensor:
        """Coefficients `[B, c, n, block]` brought to the levels `wanted` `[B, c, n, bands]`.

        What is missing in a band of which much is known is a tone that came out too soft, and is made up for
        by making it louder; in a band of which little is known it is noise.
        """
        band = self._band.to(sound.device)
        here = self._levels(sound)
        known = (here / wanted.clamp_min(_FLOOR)).square().clamp(max=1)
        share = ((known - _NOISE) / (_TONE - _NOISE)).clamp(0, 1)
        level = (known + share * (1 - known)).sqrt() * wanted
        missing = (wanted.square() - level.square()).clamp_min(1e-12).sqrt()
        noise = hashed_noise(first * self.config.blocks, *sound.shape[1:], device=sound.device)
        return sound * (level / here)[..., band] + noise * missing[..., band]

    def _gain(self, levels: Tensor) -> Tensor:
        """What coefficients of these levels are multiplied by."""
        return 1 / (self.config.knee * (1 + levels / self.config.knee).sqrt())

    def _uncompressed(self, levels: Tensor) -> Tensor:
        """The levels before `_gain` of levels after it: the inverse of `a -> a _gain(a)`."""
        square = levels.square()
        return self.config.knee / 2 * (square + (square.square() + 4 * square).sqrt())

    def _levels(self, x: Tensor) -> Tensor:
        """Root mean square of each band: `[…, block]` -> `[…, bands]`."""
        return (x.square() @ self._mean.to(x.device)).clamp_min(1e-14).sqrt()


def hashed_noise(first: int, n_channels: int, n: int, n_frequencies: int, *, device: torch.device) -> Tensor:
    """Noise of deviation 1 that depends on its place alone: float32 `[n_channels, n, n_frequencies]`.

    Evenly distributed. Source of the mixing: Wellons, "hash prospector", the 32-bit function of two rounds.
    """
    at = torch.arange(first, first + n, device=device)[:, None] * 0x9E3779B1
    at = at + torch.arange(n_frequencies, device=device) * 0x85EBCA6B
    h = (at + torch.arange(1, n_channels + 1, device=device)[:, None, None] * 0xC2B2AE35) & _WORD
    for shift, factor in ((16, 0x21F0AAAD), (15, 0x735A2D97)):
        h = ((h ^ (h >> shift)) * factor) & _WORD
    h = h ^ (h >> 15)
    return (h.double() / 2**31 - 1).float() * math.sqrt(3)


def _mdct_tables(patch: int, device: torch.device) -> tuple[Tensor, Tensor]:
    n = torch.arange(patch, dtype=torch.float64, device="cpu") + 0.5
    basis = math.sqrt(2 / patch) * torch.cos(torch.pi / patch * torch.outer(n, n))
    angles = torch.pi / (2 * patch) * (patch / 2 + n[: patch // 2])
    return basis.float().to(device), torch.stack([angles.sin(), angles.cos()]).float().to(device)


def _turn(patches: Tensor, window: Tensor, direction: float) -> Tensor:
    """Rotate the pairs of samples that lie as far before as after a border: `[..., L, patch]`, L - 1 borders.

    DCT-IV goes on even before a patch and odd behind it: what it aliases there is folded with these signs.
    """
    half = patches.shape[-1] // 2
    sin, cos = window
    before, after = patches[..., :-1, half:].flip(-1), patches[..., 1:, :half]
    earlier = (sin * before - direction * cos * after).flip(-1)
    later = sin * after + direction * cos * before
    first, last = patches[..., :1, :half], patches[..., -1:, half:]
    return torch.cat([torch.cat([first, later], dim=-2), torch.cat([earlier, last], dim=-2)], dim=-1)


def _mid_side(audio: Tensor) -> Tensor:
    """`[B, c, N]`: left and right <-> their sum and difference over the root of two; mono stays."""
    if audio.shape[1] != 2:
        return audio
    left, right = audio.unbind(1)
    return torch.stack([left + right, left - right], dim=1) * math.sqrt(0.5)


FRONTS: dict[str, Callable[[FrontConfig], Patched | Mdct]] = {
    "patched": Patched,
    "mdct": Mdct,
    "noise_filled": NoiseFilled,
}
"""By the type that a configuration names."""
