"""What this machine offers: the answers behind `inlay doctor`."""

from __future__ import annotations

import importlib.metadata
import platform
import shutil
from pathlib import Path

import torch
from torch import Tensor
from torch.nn import functional as F

from engine import catalogue
from engine.audio.outputs import look_at_once
from engine.errors import EngineError
from engine.generate import precision
from engine.generate.engine import choose_device
from engine.model.attention import full, paired

_GIB = 2**30
_PACKAGES = (
    "inlay",
    "torch",
    "transformers",
    "safetensors",
    "PySide6-Essentials",
    "numpy",
    "soundfile",
    "soxr",
    "av",
)


def examine() -> dict[str, object]:
    """Findings by name, in plain values."""
    device = choose_device("auto")
    return {
        "device": _device(device),
        "attention": _attention(device),
        "memory": _memory(device),
        "disk": {"free_gb": round(shutil.disk_usage(Path.home()).free / _GIB, 1)},
        "models": {entry.name: str(entry.folder) for entry in catalogue.entries()} or "none",
        "audio_output": _audio_output(),
        "versions": {name: importlib.metadata.version(name) for name in _PACKAGES if _is_installed(name)},
        "system": f"{platform.system()} {platform.release()}, Python {platform.python_version()}",
    }


def _device(device: torch.device) -> dict[str, object]:
    name = (
        torch.cuda.get_device_name() if device.type == "cuda" else platform.processor() or platform.machine()
    )
    return {
        "chosen": device.type,
        "name": name,
        "weights": _weights(device),
        "threads": torch.get_num_threads(),
    }


def _weights(device: torch.device) -> str:
    """What transformers compute in, and small ones where that is another type."""
    narrow = precision.name_of(precision.choose(device, precision.WIDE - 1).transformer)
    in_int8 = precision.multiplies_in_int8(device, precision.WIDE)
    wide = precision.in_words(_dtype(device), in_int8=in_int8)
    return wide if wide == narrow else f"{wide}, and {narrow} in models narrower than {precision.WIDE}"


def _dtype(device: torch.device) -> torch.dtype:
    """What the transformers of the published models compute in here."""
    return precision.choose(device, precision.WIDE).transformer


def _attention(device: torch.device) -> dict[str, object]:
    """Which attention path runs here, and how far it lies from the formula in double precision.

    A path that is wrong shows in amplitude before it shows in anything else, so that is compared too.
    """
    generator = torch.Generator().manual_seed(0)
    heads = [torch.randn(1, 4, 300, 64, generator=generator) * 3 for _ in range(5)]
    exact = _difference_of_attentions(*(h.double() for h in heads))
    dtype = _dtype(device)
    q, k, v, q2, k2 = (h.to(device, dtype) for h in heads)
    ours = paired(torch.cat([q, q2], dim=1), torch.cat([k, k2], dim=1), v, full).double().cpu()
    return {
        "path": "scaled_dot_product_attention",
        "backends": [name for name, is_on in _backends(device).items() if is_on],
        "amplitude": round(float(ours.norm() / exact.norm()), 6),
        "error": float(f"{float((ours - exact).norm() / exact.norm()):.2e}"),
    }


def _difference_of_attentions(q: Tensor, k: Tensor, v: Tensor, q2: Tensor, k2: Tensor) -> Tensor:
    def one(q: Tensor, k: Tensor) -> Tensor:
        return F.softmax(q @ k.transpose(-1, -2) / q.shape[-1] ** 0.5, dim=-1) @ v

    return one(q, k) - one(q2, k2)


def _backends(device: torch.device) -> dict[str, bool]:
    if device.type != "cuda":
        return {f"{device.type} native": True}
    cuda = torch.backends.cuda
    return {
        "flash": cuda.flash_sdp_enabled(),
        "memory-efficient": cuda.mem_efficient_sdp_enabled(),
        "cudnn": cuda.cudnn_sdp_enabled(),
        "math": cuda.math_sdp_enabled(),
    }


def _memory(device: torch.device) -> dict[str, object]:
    found: dict[str, object] = {}
    if device.type == "cuda":
        free, total = torch.cuda.mem_get_info()
        found = {"gpu_free_gb": round(free / _GIB, 1), "gpu_gb": round(total / _GIB, 1)}
    meminfo = Path("/proc/meminfo")
    if meminfo.exists():
        lines = dict(line.split(":", 1) for line in meminfo.read_text().splitlines())
        found["available_gb"] = round(int(lines["MemAvailable"].split()[0]) / 2**20, 1)
        found["total_gb"] = round(int(lines["MemTotal"].split()[0]) / 2**20, 1)
    return found


def _audio_output() -> object:
    try:
        return [str(device) for device in look_at_once()] or "none"
    except EngineError as error:
        return str(error)


def _is_installed(name: str) -> bool:
    try:
        importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return False
    return True
