from datetime import date

import pytest
from django.db import IntegrityError
from django.utils import translation

from lapor.agencies import categories
from lapor.agencies.models import Category
from lapor.core.errors import Refused


def category(code, parent=None, until=None, **columns):
    dates = {"valid_from": date(2020, 3, 2), "valid_until": until}
    return Category.objects.create(
        code=code, name=code.title(), name_en=f"{code} (en)", parent=parent, **dates, **columns
    )


def test_a_third_level_is_refused_by_the_database(db):
    sub = category("jalan", parent=category("pu"))
    with pytest.raises(IntegrityError):
        category("lubang", parent=sub)


def test_a_topic_with_sub_topics_cannot_become_a_sub_topic(db):
    topic, other = category("pu"), category("energi")
    category("jalan", parent=topic)
    with pytest.raises(IntegrityError):
        Category.objects.filter(pk=topic.pk).update(parent=other)


def test_a_closed_topic_and_its_sub_topics_are_not_current(db, at):
    category("vaksin", parent=category("corona", until=date(2023, 6, 22)))
    category("agama")
    assert [row.code for row in Category.objects.current(at)] == ["agama"]


def test_the_tree_costs_one_query_and_keeps_the_order(db, at, django_assert_num_queries):
    second, first = category("energi", position=2), category("agama", position=1)
    listrik = category("listrik", parent=second)
    with django_assert_num_queries(1):
        assert Category.objects.current(at).tree() == [(first, []), (second, [listrik])]


def test_an_agency_sees_its_own_categories_and_no_others(place):
    mine, theirs = place("kutim"), place("kukar")
    category("agama")
    category("pasar", owner=mine)
    category("pantai", owner=theirs)
    assert {row.code for row in Category.objects.usable_by(mine)} == {"agama", "pasar"}
    assert {row.code for row in Category.objects.usable_by(None)} == {"agama"}


def test_a_category_speaks_the_language_of_the_page(db):
    agama = category("agama")
    with translation.override("en"):
        assert agama.label == "agama (en)"
    assert agama.label == "Agama"


def test_a_sub_topic_is_added_only_below_an_open_topic(db, at):
    sub, closed = category("jalan", parent=category("pu")), category("corona", until=date(2023, 6, 22))
    for under in (sub, closed):
        with pytest.raises(Refused) as refused:
            categories.add(name="Lubang", name_en="Potholes", under=under, at=at)
        assert refused.value.code == "no_topic"


def test_two_open_sub_topics_of_one_topic_have_two_names(db, at):
    topic = category("pu")
    categories.add(name="Jalan rusak", name_en="Roads", under=topic, at=at)
    with pytest.raises(Refused) as refused:
        categories.add(name="jalan RUSAK", name_en="Roads", under=topic, at=at)
    assert refused.value.code == "name_taken"
