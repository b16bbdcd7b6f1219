"""A figure: what was measured, against what it should be; and the few sums that lead to one."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from math import ceil
from pathlib import Path


@dataclass(frozen=True)
class Figure:
    """`target` is "<= 80", ">= 20" or "" for what is only reported; `holds` is None there."""

    name: str
    value: float
    unit: str
    target: str = ""

    @property
    def holds(self) -> bool | None:
        if not self.target:
            return None
        sign, limit = self.target.split()
        return self.value <= float(limit) if sign == "<=" else self.value >= float(limit)


def percentile(values: Iterable[float], share: float) -> float:
    """The smallest value that `share` (0.95) of all don't exceed (nearest rank). Raises ValueError without values."""
    ordered = sorted(values)
    if not ordered:
        raise ValueError("no values")
    return ordered[max(ceil(share * len(ordered)), 1) - 1]


def table(figures: Sequence[Figure]) -> str:
    """For people: one line each."""
    verdict = {True: "ya", False: "TIDAK", None: ""}
    rows = [("angka", "nilai", "satuan", "sasaran", "tercapai")]
    rows += [(f.name, f"{f.value:,.6g}", f.unit, f.target, verdict[f.holds]) for f in figures]
    widths = [max(len(row[column]) for row in rows) for column in range(5)]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    )


def write(path: Path, figures: Sequence[Figure]) -> None:
    """For programs: the list that other measurements are compared with."""
    rows = [asdict(figure) | {"value": round(figure.value, 4), "holds": figure.holds} for figure in figures]
    path.write_text(json.dumps(rows, indent=2) + "\n")
