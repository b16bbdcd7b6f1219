"""What a door says when a step says no."""

import pytest
from django.test import RequestFactory

from lapor.core.errors import NotFound, Refused
from lapor.core.http import AnswerMiddleware, SizeMiddleware, command_of, read_id, seen_of


def page(_request):
    raise AssertionError("the page must not be reached")


def test_a_request_larger_than_the_largest_form_is_refused_unread():
    request = RequestFactory().post("/")
    request.META["CONTENT_LENGTH"] = str(60 * 1024 * 1024)
    assert SizeMiddleware(page)(request).status_code == 413


def test_a_refusal_that_no_form_showed_becomes_a_page_with_its_sentence():
    answer = AnswerMiddleware(page).process_exception(RequestFactory().get("/"), Refused("x", "Belum waktunya."))
    assert answer.status_code == 409
    assert "Belum waktunya." in answer.content.decode()


def test_what_is_not_there_and_what_is_not_for_you_are_the_same_404():
    from django.http import Http404

    with pytest.raises(Http404):
        AnswerMiddleware(page).process_exception(RequestFactory().get("/"), NotFound(7))


@pytest.mark.parametrize("typed", ["", "not-a-uuid", "\0", "9" * 5000])
def test_a_forged_click_id_counts_as_none(typed):
    assert command_of(RequestFactory().post("/", {"command": typed})) is None


@pytest.mark.parametrize(("typed", "seen"), [("7", 7), ("-1", None), ("", None), ("٧", None), ("9" * 40, None)])
def test_the_page_version_is_a_plain_small_number(typed, seen):
    assert seen_of(RequestFactory().post("/", {"seen": typed})) == seen


@pytest.mark.parametrize("text", ["", "-1", "1.0", "٣", "²", "9" * 19, "9" * 5000, "1\0"])
def test_what_can_be_no_id_is_none(text):
    assert (read_id(text), read_id("12")) == (None, 12)
