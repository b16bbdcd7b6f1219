"""Axe finds nothing on the pages of an evaluation, on a small phone, in light and in dark."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from lapor.evaluation import counting
from lapor.evaluation.halfyears import HalfYear
from lapor.evaluation.models import Method
from lapor.testing.browser import chromium, show
from lapor.workspace.tests.test_evaluation import LATER, address

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def window():
    # Beside Playwright's loop Django takes a connection of its own: the browser comes first, the database after it.
    with chromium() as browser:
        yield browser.new_context(viewport={"width": 360, "height": 800}, reduced_motion="reduce").new_page()


def test_axe_finds_nothing_on_rankings_figures_and_lists(window, cast, pages):
    Method.objects.update(smallest=1)
    cast.answered()
    cast.submitted(agency=cast.unit("64.71"))
    draft = counting.count(counting.draft(HalfYear(2026, 2), at=LATER).pk, at=LATER)
    kutim, desk, found = cast.unit("64.08").pk, pages.of(cast.user("Vera")), []
    for path in (
        address("evaluation", draft.pk),
        address("agency_result", draft.pk, kutim),
        address("cases", draft.pk, kutim, "verifikasi", "semua"),
    ):
        show(window, path, desk.get(path).response)
        for theme in ("light", "dark"):
            window.emulate_media(color_scheme=theme)
            rules = Axe().run(window, options={"resultTypes": ["violations"], "preload": False}).response["violations"]
            found += [(path, theme, rule["id"], rule["nodes"][0]["html"]) for rule in rules]
    assert found == []
