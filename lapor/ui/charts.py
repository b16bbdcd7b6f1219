"""The geometry of the charts that the server draws: `{% load charts %}` puts them on a page.

Across, everything is a share of the width; down, everything counts in `em`: so a chart fits a phone and a sheet of
paper, and its words keep the size that the reader chose.
"""

import textwrap
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import ceil, floor, log10
from typing import Any

from django.utils.formats import number_format

PHONE = 40  # how many letters fit beside each other on the narrowest screen
LINE, BAR, GAP = 1.4, 1.0, 0.9  # heights in em
PLOT = 10.0
PLOT_WIDTH = 68.0  # of a hundred; the names of the lines stand to the right of it
SERIES = 5  # more lines can't be told apart


@dataclass(frozen=True)
class Figure:
    """One bar or column. `value` None: it can't be said (nothing to count); `note` says of how many."""

    label: str
    value: float | None
    note: str = ""
    href: str = ""
    tone: str = ""  # belum, proses, selesai: where the colours of a status belong


@dataclass(frozen=True)
class Series:
    """One line: points of (label, value); all lines of a chart have the same labels. None leaves a gap."""

    name: str
    points: Sequence[tuple[str, float | None]]


def written(value: float | None, unit: str = "") -> str:
    """The number as it stands at a bar: "1.234", "82%", "–" for what can't be said."""
    if value is None:
        return "–"
    rounded = round(value, 1)
    text = number_format(rounded if rounded % 1 else int(rounded), use_l10n=True, force_grouping=True)
    return f"{text}%" if unit == "%" else text


def bars(figures: Iterable[Any], *, unit: str) -> dict:
    """Horizontal bars, one below the other, the label above its bar and the value at its end."""
    shown = list(figures)
    texts = [written(figure.value, unit) for figure in shown]
    notes = [getattr(figure, "note", "") for figure in shown]
    letters = max((len(f"{text}  {note}") for text, note in zip(texts, notes, strict=True)), default=0)
    room = min(max(100 * (1 - letters / PHONE), 35), 90)
    top = _top((figure.value for figure in shown), unit)
    rows, y = [], 0.0
    for figure, text, note in zip(shown, texts, notes, strict=True):
        label = _wrapped(figure.label, PHONE - 2, 2)
        width = room * (figure.value or 0) / top
        bar_y = y + LINE * len(label)
        rows.append(
            {
                "lines": [{"text": line, "y": _em(y + LINE * (n + 0.72))} for n, line in enumerate(label)],
                "href": getattr(figure, "href", ""),
                "tone": getattr(figure, "tone", "") or "main",
                "bar_y": _em(bar_y),
                "text_y": _em(bar_y + BAR * 0.86),
                "width": _percent(width),
                "value": text,
                "note": note,
            }
        )
        y = bar_y + BAR + GAP
    return {"rows": rows, "height": _em(max(y - GAP, 0) + 0.3), "bar": _em(BAR)}


def columns(figures: Iterable[Any], *, unit: str) -> dict:
    """Upright bars, for what follows in time."""
    shown = list(figures)
    top = _top((figure.value for figure in shown), unit)
    slot = 100 / max(len(shown), 1)
    named = _named([figure.label for figure in shown])
    texts = [written(figure.value, unit) for figure in shown]
    valued = _valued([figure.value for figure in shown], texts)
    base = LINE + PLOT
    parts = []
    for n, figure in enumerate(shown):
        height = PLOT * (figure.value or 0) / top
        parts.append(
            {
                "x": _percent(slot * (n + 0.15)),
                "y": _em(base - height),
                "width": _percent(slot * 0.7),
                "height": _em(height),
                "tone": getattr(figure, "tone", "") or "main",
                "label": figure.label if n in named else "",
                "value": texts[n] if n in valued else "",
                "value_y": _em(base - height - 0.4),
                **_anchored(
                    n, len(shown), slot * (n + 0.5), crowded=len(valued) < len(shown) or len(named) < len(shown)
                ),
            }
        )
    return {"parts": parts, "base": _em(base), "label_y": _em(base + 1.2), "height": _em(base + 1.6)}


def lines(series: Iterable[Any], *, unit: str) -> dict:
    """Lines over time; each has its name and last value at its end."""
    shown = list(series)[:SERIES]
    labels = [label for label, _value in shown[0].points] if shown else []
    top = _top((value for one in shown for _label, value in one.points), unit)
    names = [_wrapped(f"{one.name} {written(_last(one), unit)}", 13, 3) for one in shown]
    plot = max(PLOT, sum(LINE * len(name) for name in names))
    heights = [plot * (1 - (_last(one) or 0) / top) for one in shown]
    step = PLOT_WIDTH / max(len(labels) - 1, 1)
    drawn = [
        {
            "number": n + 1,
            "segments": list(_segments(one, step, plot, top)),
            "end_x": _percent(PLOT_WIDTH if len(labels) > 1 else 0),
            "end_y": _em(LINE + heights[n]) if _last(one) is not None else "",
            "lead_y": _em(LINE + y - 0.3),
            "name": [{"text": line, "y": _em(LINE + y + LINE * i)} for i, line in enumerate(names[n])],
        }
        for n, (one, y) in enumerate(zip(shown, _apart(heights, names, plot), strict=True))
    ]
    return {
        "series": drawn,
        "top": {"text": written(top, unit), "y": _em(LINE * 0.7), "line": _em(LINE)},
        "base": _em(LINE + plot),
        "first": labels[0] if labels else "",
        "last": labels[-1] if len(labels) > 1 else "",
        "label_y": _em(LINE + plot + 1.2),
        "height": _em(LINE + plot + 1.6),
        "width": _percent(PLOT_WIDTH),
        "lead_x": _percent(PLOT_WIDTH + 3.5),
        "names_x": _percent(PLOT_WIDTH + 4.5),
    }


def percentage(part: float, whole: float) -> float | None:
    """ "82" of a hundred; None where there is nothing to take a part of."""
    return 100 * part / whole if whole else None


def _last(one: Any) -> float | None:
    return one.points[-1][1] if one.points else None


def _segments(one: Any, step: float, plot: float, top: float) -> Iterator[dict[str, str]]:
    for n, ((_from, before), (_to, after)) in enumerate(zip(one.points, one.points[1:], strict=False)):
        if before is not None and after is not None:
            yield {
                "x1": _percent(step * n),
                "y1": _em(LINE + plot * (1 - before / top)),
                "x2": _percent(step * (n + 1)),
                "y2": _em(LINE + plot * (1 - after / top)),
            }


def _apart(heights: list[float], names: list[list[str]], plot: float) -> list[float]:
    """Where the names go so that none lies on another: beside their line's end, else a little below or above it."""
    order = sorted(range(len(heights)), key=lambda n: heights[n])
    places, free = [0.0] * len(heights), 0.3
    for n in order:
        places[n] = max(heights[n] + 0.3, free)
        free = places[n] + LINE * len(names[n])
    end = plot + LINE
    for n in reversed(order):
        places[n] = min(places[n], end - LINE * len(names[n]))
        end = places[n]
    return places


def _named(labels: list[str]) -> frozenset[int]:
    """Which columns carry their label: all that fit on a phone, always the last."""
    longest = max((len(label) for label in labels), default=0)
    each = max(ceil(len(labels) * (longest + 3) / PHONE), 1)
    return frozenset(range(len(labels) - 1, -1, -each))


def _valued(values: list[float | None], texts: list[str]) -> frozenset[int]:
    """Which columns carry their value: all when they fit, else the highest, where nothing taller is in the way."""
    wide = max((len(text) for text in texts), default=0) + 1
    if len(texts) * wide <= PHONE:
        return frozenset(range(len(texts)))
    return frozenset({max(range(len(values)), key=lambda n: values[n] or 0)})


def _anchored(n: int, count: int, middle: float, *, crowded: bool) -> dict[str, str]:
    """Words at the edges lean inwards, where they may be wider than their column."""
    if crowded and n < count * 0.1:
        return {"text_x": "0", "anchor": "start"}
    if crowded and n >= count * 0.9:
        return {"text_x": "100%", "anchor": "end"}
    return {"text_x": _percent(middle), "anchor": "middle"}


def _top(values: Iterable[float | None], unit: str) -> float:
    """The upper end of the scale: a round number not below any value; a hundred for shares."""
    highest = max((value for value in values if value is not None), default=0)
    if unit == "%":
        return max(100, highest)
    if highest <= 1:
        return 1
    scale = 10 ** floor(log10(highest))
    return next(step * scale for step in (1, 1.5, 2, 3, 4, 5, 6, 8, 10) if step * scale >= highest)


def _wrapped(text: str, width: int, most: int) -> list[str]:
    return textwrap.wrap(text, width, max_lines=most, placeholder=" …") or [""]


def _em(height: float) -> str:
    return f"{height:.2f}em"


def _percent(share: float) -> str:
    return f"{share:.2f}%"
