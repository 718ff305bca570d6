"""Cost against length: `inlay bench --json > bench.json`, then `python -m tests.benchmarks.cost bench.json`.

For every model and kind of request, the exponent of a power law through its times, and with `-o FILE.png` the
times over the lengths in equal ratios. Needs two lengths at least.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections import defaultdict
from pathlib import Path

import numpy as np

Curves = dict[str, list[tuple[float, float]]]
"""Seconds of sound and seconds of work, by what was asked for."""

_COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9")


def curves(told: dict[str, list[dict[str, object]]]) -> Curves:
    """The rows of `inlay bench --json` by model, request and context; the shortest length first."""
    found: Curves = defaultdict(list)
    for row in told["rows"]:
        whole = "all" if row["context"] == str(float(row["seconds"])) else row["context"]  # type: ignore[arg-type]
        name = " ".join(str(word) for word in (row["model"], row["kind"], whole) if word)
        found[name].append((float(row["seconds"]), float(row["total_s"])))  # type: ignore[arg-type]
    return {name: sorted(points) for name, points in found.items()}


def exponent(points: list[tuple[float, float]]) -> float:
    """p of the power law `time = a length ** p` that lies nearest, in equal ratios."""
    lengths, times = np.log(np.array(points)).T
    return float(np.polyfit(lengths, times, 1)[0])


def draw(found: Curves, path: Path) -> None:
    """Write the plot as a PNG."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    import pyqtgraph as pg
    from pyqtgraph.exporters import ImageExporter

    pg.setConfigOptions(background="w", foreground="k", antialias=True)
    pg.mkQApp()
    plot = pg.PlotWidget(title="Cost against length")
    plot.resize(1000, 700)
    item = plot.getPlotItem()
    item.setLogMode(x=True, y=True)
    item.setLabel("bottom", "seconds of sound")
    item.setLabel("left", "seconds of work")
    item.showGrid(x=True, y=True)
    item.addLegend(offset=(20, 20))
    for number, (name, points) in enumerate(found.items()):
        lengths, times = np.array(points).T
        colour = _COLOURS[number % len(_COLOURS)]
        label = f"{name}: p = {exponent(points):.2f}"
        item.plot(lengths, times, name=label, pen=pg.mkPen(colour, width=2), symbol="o", symbolBrush=colour)
    ImageExporter(item).export(str(path))


def main() -> int:
    """Read what was measured; the exit code."""
    parser = argparse.ArgumentParser(description="How the cost of requests grows with their length.")
    parser.add_argument("bench", type=Path, help="what `inlay bench --json` printed")
    parser.add_argument("-o", "--output", type=Path, help="a PNG to be written")
    given = parser.parse_args()
    found = curves(json.loads(given.bench.read_text(encoding="utf-8")))
    found = {name: points for name, points in found.items() if len(points) > 1}
    if not found:
        print("there is no request at two lengths: give inlay bench --seconds twice or more", file=sys.stderr)
        return 1
    for name, points in found.items():
        told = ", ".join(f"{length:g} s in {took:.2f}" for length, took in points)
        print(f"{name}: exponent {exponent(points):.2f} ({told})")
    if given.output:
        draw(found, given.output)
    return 0


if __name__ == "__main__":
    sys.exit(main())
