"""Texts to start an answer from: one title stands once in a unit."""

import pytest

from lapor.agencies import answer_templates
from lapor.agencies.models import AnswerTemplate
from lapor.core.errors import Refused


@pytest.fixture
def keep(officer, at):
    return lambda unit, title: answer_templates.keep(
        AnswerTemplate(unit=unit, title=title, body="Sudah kami tambal."), by=officer, at=at
    )


def test_one_title_stands_once_in_a_unit(place, keep):
    unit = place("pu")
    keep(unit, "Sudah ditambal")
    with pytest.raises(Refused) as refused:
        keep(unit, "Sudah ditambal")
    assert refused.value.code == "title_taken"
    assert AnswerTemplate.objects.count() == 1


def test_two_units_may_have_a_template_of_the_same_title(place, keep):
    keep(place("pu"), "Sudah ditambal")
    keep(place("dlh"), "Sudah ditambal")
    assert AnswerTemplate.objects.count() == 2
