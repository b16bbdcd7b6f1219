"""Colours can be read: computed from tokens.css as WCAG 2.2 defines it."""

import re
from pathlib import Path

import pytest

TOKENS = (Path(__file__).parents[1] / "static/ui/css/tokens.css").read_text()
BLOCKS = [dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", block)) for block in re.findall(r"\{([^{}]*)\}", TOKENS)]
LIGHT, DARK_BY_DEVICE, DARK_BY_CHOICE = BLOCKS

GROUNDS = ["ground", "surface", "raised"]
TEXT = [(text, ground) for text in ("text", "muted", "brand", "belum", "selesai") for ground in GROUNDS]
TEXT += [(tone, f"{tone}-soft") for tone in ("brand", "belum", "proses", "selesai", "info")]
TEXT += [("text", f"{tone}-soft") for tone in ("brand", "belum", "proses", "selesai", "info")]
TEXT += [("muted", "brand-soft"), ("on-action", "action"), ("on-action", "action-strong")]
EDGES = [(edge, ground) for edge in ("edge", "focus", "action", "brand") for ground in ("ground", "surface")]
EDGES += [("edge", "raised"), ("focus", "raised")]


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def test_black_on_white_is_21_to_1():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)


@pytest.mark.parametrize("theme", [LIGHT, DARK_BY_CHOICE], ids=["light", "dark"])
@pytest.mark.parametrize(("text", "ground"), TEXT)
def test_text_stands_out_from_its_ground(theme, text, ground):
    assert contrast(theme[text], theme[ground]) >= 4.5


@pytest.mark.parametrize("theme", [LIGHT, DARK_BY_CHOICE], ids=["light", "dark"])
@pytest.mark.parametrize(("edge", "ground"), EDGES)
def test_edges_stand_out_from_their_ground(theme, edge, ground):
    assert contrast(theme[edge], theme[ground]) >= 3


def test_dark_is_the_same_whether_the_device_or_the_reader_chose_it():
    assert DARK_BY_DEVICE == DARK_BY_CHOICE
    assert DARK_BY_CHOICE.keys() == LIGHT.keys()
