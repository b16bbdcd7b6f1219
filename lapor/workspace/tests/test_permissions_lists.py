"""Which role finds which page of the desk: every address of lists and administration, as data."""

import pytest
from django.urls import reverse

from lapor.agencies.models import AnswerTemplate
from lapor.deadlines.models import HolidayDecree
from lapor.reports.models import DeadlineRule
from lapor.testing.cast import MONDAY, OFFICERS
from lapor.workspace.models import SavedFilter

EVERYBODY = {name for name, _role, _unit in OFFICERS}
READERS = EVERYBODY - {"Ines", "Mira"}
REFERRERS = {"Vera", "Arif", "Anisa", "Bayu", "Kiki"}
AGENCIES = {"Arif", "Anisa", "Bayu"}
KEEPERS = AGENCIES | {"Otto", "Olga", "Wati"}
VERA = {"Vera"}

# address, method, who may; everybody else is told that there is no such page
PAGES = (
    ("inbox", "get", EVERYBODY),
    ("tab verifikasi", "get", REFERRERS),
    ("tab unit", "get", REFERRERS | KEEPERS),
    ("tab bawahan", "get", KEEPERS),
    ("tab persetujuan", "get", AGENCIES | VERA),
    ("tab arbitrase", "get", {"Vera", "Kiki"}),
    ("tab pelapor", "get", REFERRERS | KEEPERS),
    ("tab terlambat", "get", READERS),
    ("tab terbuka", "get", READERS),
    ("search", "get", READERS),
    ("saved", "get", READERS),
    ("save_filter", "post", READERS),
    ("rename_filter FILTER", "post", {"Otto"}),
    ("delete_filter FILTER", "post", {"Otto"}),
    ("bulk", "post", REFERRERS),
    ("answer_templates", "get", KEEPERS),
    ("add_template", "get", KEEPERS),
    ("edit_template TEMPLATE", "get", {"Otto", "Olga", "Arif", "Anisa"}),
    ("delete_template TEMPLATE", "post", {"Otto", "Olga", "Arif", "Anisa"}),
    ("holidays", "get", VERA),
    ("withdraw_decree DECREE", "post", VERA),
    ("deadlines", "get", VERA | AGENCIES),
    ("deadline RULE nasional", "post", VERA),
    ("deadline RULE instansi", "post", AGENCIES),
    ("drop_deadline RULE", "post", VERA | AGENCIES),
    ("categories", "get", VERA),
    ("add_category TOPIC", "post", VERA),
    ("rename_category TOPIC", "post", VERA),
    ("close_category TOPIC", "post", VERA),
)


@pytest.fixture
def things(cast):
    """One of each thing that an address names."""
    unit, otto = cast.unit("64.08/pu"), cast.user("otto")
    template = AnswerTemplate.objects.create(unit=unit, title="x", body="x", created_by=otto, updated_at=MONDAY)
    return {
        "FILTER": SavedFilter.objects.create(owner=otto, name="x", query="q=x").pk,
        "TEMPLATE": template.pk,
        "DECREE": HolidayDecree.objects.create(date=MONDAY.date(), name="x", decree="x").pk,
        "RULE": DeadlineRule.objects.get(kind="verification").pk,
        "TOPIC": cast.road.parent_id,
    }


def address(page, things):
    name, *args = page.split()
    return reverse(f"workspace:{name}", args=[things.get(arg, arg) for arg in args])


@pytest.mark.parametrize("name", sorted(EVERYBODY))
def test_each_officer_finds_the_pages_of_the_own_roles_and_no_other(cast, things, desk_of, name):
    client = desk_of(name)
    for page, method, who in PAGES:
        status = getattr(client, method)(address(page, things)).status_code
        if page in ("drop_deadline RULE",) and name == "Vera":
            assert status == 409, page  # her rules are the nation's: there is nothing to drop
        else:
            assert (status != 404) == (name in who), f"{page}: {status}"


@pytest.mark.parametrize("page", [page for page, _method, _who in PAGES])
def test_who_is_not_signed_in_is_led_to_sign_in(client, things, page):
    for method in (client.get, client.post):
        answer = method(address(page, things))
        assert answer.status_code == 405 or "/kerja/masuk/" in answer["Location"]


@pytest.mark.parametrize("page", [page for page, method, _who in PAGES if method == "post"])
def test_nothing_changes_by_looking(desk_of, things, page):
    before = list(DeadlineRule.objects.values()), HolidayDecree.objects.count(), AnswerTemplate.objects.count()
    for name in ("Vera", "Otto", "Arif"):
        desk_of(name).get(address(page, things))
    assert before == (
        list(DeadlineRule.objects.values()),
        HolidayDecree.objects.count(),
        AnswerTemplate.objects.count(),
    )
