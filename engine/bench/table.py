"""Rows as a table for people and as plain values for programs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict

from rich.console import Console
from rich.table import Table

from engine.bench.machine import Machine
from engine.bench.rival import Rival
from engine.bench.runs import PHASES, Row


def values(best: Machine, rows: Sequence[Row], rivals: Sequence[Rival]) -> dict[str, object]:
    """Everything that was measured, in plain values."""
    return {
        "machine": asdict(best),
        "rows": [asdict(row) for row in rows],
        "diffusers": [asdict(rival) for rival in rivals],
    }


def show(best: Machine, rows: Sequence[Row], rivals: Sequence[Rival]) -> None:
    """Print it, in seconds and MiB."""
    console = Console(width=150)
    rates = [f"{rate / 1e9:.0f} billion in {name}" for name, rate in best.matrix_rates.items()]
    moved = f"{best.bandwidth / 1e9:.1f} GB"
    console.print(
        f"{best.device}, {best.threads} threads: a second, {', '.join(rates)} operations and {moved}"
    )
    table = Table(box=None, pad_edge=False)
    for name in ("model", "request", "of s", "context", "latents", *PHASES, "a step", "total", "floor", "×"):
        table.add_column(name, justify="left" if name in ("model", "request", "context") else "right")
    table.add_column("host", justify="right")
    table.add_column("device", justify="right")
    for row in rows:
        table.add_row(*_cells(row))
    console.print(table)
    for rival in rivals:
        console.print(str(rival))


def _cells(row: Row) -> list[str]:
    times = [*(row.phases[name] for name in PHASES), row.step_s, row.total_s, row.floor_s]
    return [
        row.model,
        row.kind,
        f"{row.seconds:g}",
        row.context,
        str(row.n_latents),
        *(f"{seconds:.3f}" for seconds in times),
        f"{row.total_s / row.floor_s:.1f}" if row.floor_s else "–",
        f"{row.host_mib:.0f}",
        f"{row.device_mib:.0f}",
    ]
