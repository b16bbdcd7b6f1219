"""What is written about the rules says what the rules are."""

from pathlib import Path

import pytest
from django.conf import settings

from lapor.agencies.models import Role
from lapor.launcher.home import ROOT
from lapor.reports import lifecycle
from lapor.testing import life_cycle_table

GLOSSARY = (ROOT / "GLOSSARY.md").read_text()
POLICY = (ROOT / "docs/policy.md").read_text()
CODED = (lifecycle.State, lifecycle.Action, lifecycle.ClockKind, lifecycle.ReportClass, lifecycle.Kind, Role)
EVERY_CODE = [(choices.__name__, code, label) for choices in CODED for code, label in choices.choices]


@pytest.mark.parametrize(("kind", "code", "label"), EVERY_CODE, ids=lambda text: str(text))
def test_every_code_stands_in_the_glossary_with_its_indonesian_words(kind, code, label):
    assert f"| {label} | `{code}` |" in GLOSSARY, f"{kind}: {code}"


def test_the_policy_shows_the_life_cycle_as_it_is():
    assert life_cycle_table.life_cycle() in POLICY


def test_the_policy_shows_the_deadlines_as_they_are():
    assert life_cycle_table.deadlines() in POLICY


def documents() -> list[Path]:
    return [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]


def test_every_link_of_the_documents_leads_to_a_file():
    import re

    missing = [
        f"{document.relative_to(settings.LAPOR_HOME.anchor)}: {link}"
        for document in documents()
        for link in re.findall(r"\]\(([^)#\s]+)[^)]*\)", document.read_text())
        if "://" not in link and not (document.parent / link).exists()
    ]
    assert not missing
