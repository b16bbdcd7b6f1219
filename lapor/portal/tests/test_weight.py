"""What a first visit to the home page costs a phone on a slow line."""

import re
from pathlib import Path

import brotli
import pytest
from django.core.management import call_command

FIRST_VISIT = 60_000  # bytes


def size_of(path: Path) -> int:
    """As it travels: whitenoise sends the compressed copy where there is one."""
    small = path.with_name(f"{path.name}.br")
    return (small if small.exists() else path).stat().st_size


@pytest.mark.usefixtures("cast", "country")
def test_a_first_visit_takes_less_than_60_kilobytes_all_in(client, settings, tmp_path):
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = {**settings.STORAGES, "staticfiles": {"BACKEND": "lapor.ui.storage.JoinedStaticFilesStorage"}}
    call_command("collectstatic", interactive=False, verbosity=0)
    text = client.get("/").content.decode()
    loaded = set(re.findall(r'<(?:link|script)[^>]* (?:href|src)="/static/([^"]+)"', text))
    assert {name.split(".")[0] for name in loaded} >= {"ui/lapor", "portal/send"}
    assert not any("leaflet" in name or "map." in name for name in loaded)
    assert len(brotli.compress(text.encode())) < 10_000
    assert len(text.encode()) + sum(size_of(tmp_path / name) for name in loaded) < FIRST_VISIT
