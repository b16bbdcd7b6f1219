"""The menu at the head: daily work open, the rest under lids, nothing empty, one place marked."""

import pytest
from django.urls import reverse

from lapor.workspace import desk
from lapor.workspace.desk import Group


def at(name):
    return reverse(f"workspace:{name}")


def here(sections):
    return [str(item.words) for section in sections for item in section.items if item.is_here]


def test_a_liaison_sees_daily_work_without_a_lid(cast):
    sections = desk.menu(cast.otto, at("inbox"))
    assert sections[0].group == Group.REPORTS
    assert sections[0].is_flat
    assert [str(item.words) for item in sections[0].items] == ["Kotak masuk", "Cari", "Loket", "Templat"]


def test_no_group_is_empty(cast):
    assert all(
        section.items for who in ("vera", "arif", "otto", "mira") for section in desk.menu(getattr(cast, who), "")
    )


def test_what_stands_alone_in_its_group_needs_no_lid(cast):
    assert all(section.is_flat == (len(section.items) == 1) for section in desk.menu(cast.arif, "")[1:])


@pytest.mark.parametrize(("name", "words"), [("inbox", ["Kotak masuk"]), ("search", ["Cari"]), ("saved", [])])
def test_only_the_page_itself_is_marked(cast, name, words):
    assert here(desk.menu(cast.vera, at(name))) == words


def test_a_page_below_marks_the_entry_above_and_its_lid(cast):
    sections = desk.menu(cast.vera, at("categories") + "7/tambah/")
    assert here(sections) == ["Kategori"]
    assert [section.group for section in sections if section.is_here] == [Group.SETTINGS]
