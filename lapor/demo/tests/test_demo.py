"""The demo's stories fit the reference data, so that a first start never stumbles."""

import tomllib
from importlib import resources

import pytest
from allauth.mfa.models import Authenticator

from lapor.agencies.reference import facts
from lapor.channels import handling
from lapor.channels.models import OutgoingMessage
from lapor.demo import messages, people
from lapor.reports.lifecycle import AnswerKind, Kind, ReportClass
from lapor.testing.cast import MONDAY


def stories():
    return tomllib.loads(resources.files("lapor.demo").joinpath("stories.toml").read_text())["story"]


def test_every_story_names_what_it_is_and_how_it_ends():
    for story in stories():
        assert story["kind"] in Kind.values
        assert story.get("class", story["kind"]) in ReportClass.values
        assert story.get("answer_kind", "solved") in AnswerKind.values
        assert {"title", "body", "answer", "unit", "category"} <= story.keys()


def test_every_story_is_about_a_topic_of_the_reference_data():
    topics = {category.code for category in facts.categories()}
    assert {story["category"] for story in stories()} <= topics


def test_the_accounts_file_is_for_its_owner_only(settings, tmp_path):
    settings.LAPOR_HOME = tmp_path
    path = people._write(["rahasia"])
    assert path.stat().st_mode & 0o777 == 0o600


def test_the_code_of_an_account_that_is_no_demo_account_is_not_shown(cast):
    with pytest.raises(Authenticator.DoesNotExist):
        people.current_code(cast.user("vera").login, at=MONDAY)


def test_an_officer_finds_something_to_do_in_the_channel_inbox(cast):
    messages.create(at=MONDAY)
    assert list(handling.waiting().values_list("channel", flat=True)) == ["sms", *["social"] * len(messages.MENTIONS)]
    assert not OutgoingMessage.objects.exists()
