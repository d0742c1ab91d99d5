"""The two charts of the classifier's page, as small SVG files."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from chalicelib.understanding.model_file import Model

from .measuring import Judged, calibration, confidences

_SIDE: Final = 320
_EDGE: Final = 44
_TICKS: Final = 5

Point = tuple[float, float]
"""Both between 0 and 1."""


def calibration_chart(model: Model, judged: Sequence[Judged], *, to: Path) -> None:
    points = [(sure, right) for sure, right, _ in calibration(model, judged)]
    to.write_text(_chart(points, across="confidence", up="share right", diagonal=True), encoding="utf-8")


def coverage_chart(model: Model, judged: Sequence[Judged], *, to: Path) -> None:
    pairs = confidences(model, judged)
    rights = 0
    points = []
    for number, (_, right) in enumerate(pairs, start=1):
        rights += right
        if number * 50 // len(pairs) != (number - 1) * 50 // len(pairs):
            points.append((number / len(pairs), rights / number))
    to.write_text(_chart(points, across="share decided, surest first", up="share right", diagonal=False), "utf-8")


def _chart(points: Sequence[Point], *, across: str, up: str, diagonal: bool) -> str:
    whole = _SIDE + 2 * _EDGE
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in map(_place, points))
    dots = "".join(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3"/>' for x, y in map(_place, points))
    (left, bottom), (right, top) = _place((0, 0)), _place((1, 1))
    lines = [f'<path d="M{left} {top}V{bottom}H{right}" class="axis"/>']
    for number in range(_TICKS + 1):
        x, y = _place((number / _TICKS, number / _TICKS))
        label = f"{number / _TICKS:.1f}"
        lines.append(f'<text x="{x}" y="{bottom + 16}" text-anchor="middle">{label}</text>')
        lines.append(f'<text x="{left - 8}" y="{y + 4}" text-anchor="end">{label}</text>')
    if diagonal:
        lines.append(f'<path d="M{left} {bottom}L{right} {top}" class="axis" stroke-dasharray="4"/>')
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {whole} {whole}" width="{whole}" role="img">'
        f"<title>{up} by {across}</title>"
        "<style>text{font:12px sans-serif;fill:#555}.axis{stroke:#888;fill:none}"
        "polyline{stroke:#0b7285;stroke-width:2;fill:none}circle{fill:#0b7285}</style>"
        f'{"".join(lines)}<polyline points="{path}"/>{dots}'
        f'<text x="{whole / 2}" y="{whole - 6}" text-anchor="middle">{across}</text>'
        f'<text x="12" y="{whole / 2}" text-anchor="middle" transform="rotate(-90 12 {whole / 2})">{up}</text></svg>\n'
    )


def _place(point: Point) -> Point:
    across, up = point
    return _EDGE + across * _SIDE, _EDGE + (1 - up) * _SIDE
