"""The transformer's dimensions in a recipe, and the configuration file of a whole model around a codec."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from engine.model.config import CONFIG_NAME, is_whole
from engine.train.text import TextSettings

TEXT_FOLDER = "t5gemma"


@dataclass(frozen=True, slots=True)
class DitSettings:
    """Dimensions of the diffusion transformer.

    Args:
        width, depth, dim_head: of the transformer.
        ff_mult: inner width of the feed-forward parts, in widths.
        n_memory: memory tokens.
        differential: whether attention is the difference of a pair.
        seconds: of the longest canvas.
        max_seconds: of the longest piece that it can be told of.
    """

    width: int = 256
    depth: int = 8
    dim_head: int = 64
    ff_mult: float = 3.0
    n_memory: int = 16
    differential: bool = False
    seconds: float = 12.0
    max_seconds: float = 60.0

    def __post_init__(self) -> None:
        if self.width < 1 or self.width % self.dim_head or self.depth < 1:
            raise ValueError("“width” must be a multiple of “dim_head”, and “depth” at least 1")
        if not 0 < self.seconds < self.max_seconds:
            raise ValueError("“seconds” must lie above 0 and below “max_seconds”")


def whole_raw(codec: Path, network: DitSettings, text: TextSettings) -> dict[str, Any]:
    """The content of `model_config.json` for a transformer over a codec, both of these dimensions."""
    found = json.loads((codec / CONFIG_NAME).read_text(encoding="utf-8"))
    same = found["model"]["pretransform"]["config"] if is_whole(codec) else found["model"]
    hop, latents = same["downsampling_ratio"], same["latent_dim"]
    rate = found.get("sample_rate", 44100)
    pretransform = {"type": "autoencoder", "iterate_batch": False, "chunked": True, "config": same}
    return {
        "model_type": "diffusion_cond_inpaint",
        "sample_size": round(network.seconds * rate / hop) * hop,
        "sample_rate": rate,
        "audio_channels": same["io_channels"],
        "model": {
            "io_channels": latents,
            "pretransform": pretransform,
            "conditioning": _conditioning(network, text),
            "diffusion": _diffusion(network, text, latents),
        },
    }


def _conditioning(network: DitSettings, text: TextSettings) -> dict[str, Any]:
    prompt = {
        "repo_id": "",
        "subfolder": TEXT_FOLDER,
        "max_length": text.max_tokens,
        "padding_mode": "learned",
    }
    seconds = {"min_val": 0, "max_val": network.max_seconds, "fourier_features_type": "expo"}
    return {
        "cond_dim": text.width,
        "configs": [
            {"id": "prompt", "type": "t5gemma", "config": prompt},
            {"id": "seconds_total", "type": "number", "config": seconds},
        ],
    }


def _diffusion(network: DitSettings, text: TextSettings, n_latent_channels: int) -> dict[str, Any]:
    return {
        "type": "dit",
        "diffusion_objective": "rectified_flow",
        "distribution_shift_options": {"type": "full", "min_length": 256, "max_length": 4096},
        "cross_attention_cond_ids": ["prompt", "seconds_total"],
        "global_cond_ids": ["seconds_total"],
        "local_add_cond_ids": ["inpaint_mask", "inpaint_masked_input"],
        "input_concat_ids": [],
        "prepend_cond_ids": [],
        "mask_padding_attention": True,
        "use_effective_length_for_schedule": True,
        "config": {
            "io_channels": n_latent_channels,
            "embed_dim": network.width,
            "depth": network.depth,
            "num_heads": network.width // network.dim_head,
            "cond_token_dim": text.width,
            "global_cond_dim": text.width,
            "local_add_cond_dim": n_latent_channels + 1,
            "global_cond_type": "adaLN",
            "timestep_features_type": "expo",
            "num_memory_tokens": network.n_memory,
            "norm_type": "rms_norm",
            "norm_kwargs": {"force_fp32": True},
            "attn_kwargs": {"qk_norm": "rms", "differential": network.differential},
            "ff_kwargs": {"mult": network.ff_mult},
        },
    }
