"""One event, and everybody whom it concerns is told of it: once, by their own way, and only of what they may know."""

from datetime import timedelta

import pytest
from django.db import transaction

from lapor.accounts import contacts
from lapor.accounts.models import User
from lapor.agencies.models import Membership, Role
from lapor.channels import outbox, recipients, sending
from lapor.channels.models import OutgoingMessage
from lapor.following import follows
from lapor.following.models import Kind, Way
from lapor.notifications import fan_out, policy, preferences
from lapor.notifications.models import Notice, Rule, Wording
from lapor.notifications.tests.conftest import address_of, messages, said_in, told
from lapor.reports import actors, closing, holding, identity, privacy, record, referral, response
from lapor.reports.lifecycle import STEPS, Action, Channel
from lapor.reports.models import IdentityLook, Report
from lapor.testing.cast import MONDAY

EMAIL = "rini@surat.example"


def rule(occasion, audience, **values):
    """A line of the policy as this test needs it."""
    values = {"ways": ["bell", "email", "sms", "push", "chat"], "in_digest": False, "is_on": True} | values
    Rule.objects.update_or_create(occasion=occasion, audience=audience, defaults=values)
    said = {"subject": "{nomor}", "text": "{nomor}", "short": "{nomor}", "written_at": MONDAY}
    Wording.objects.create(occasion=occasion, audience=audience, language="id", version=99, **said)
    policy.forget()


def follow(report, user):
    follows.follow(Kind.REPORT, report, by=user, way=Way.EMAIL, language="id", at=MONDAY)


def tag(cast, name):
    return recipients.tag_of(cast.user(name))


def told_of(occasion, audience):
    return {bytes(each.recipient) for each in Notice.objects.filter(occasion=occasion, audience=audience)}


# --- once -------------------------------------------------------------------------------------------------------------


def test_a_step_tells_its_reporter_and_the_unit_that_must_act(cast, tell):
    report = cast.referred(email=EMAIL)
    tell(report, newest=True)
    assert told_of("referred", "reporter") == {recipients.reporter_of(report)}
    assert told_of("referred", "unit") == {tag(cast, "Otto"), tag(cast, "Olga")}
    assert EMAIL in [address_of(message) for message in messages()]


def test_done_twice_it_tells_nobody_twice(cast, tell):
    report = cast.referred(email=EMAIL)
    tell(report)
    notices, sent = Notice.objects.count(), OutgoingMessage.objects.count()
    tell(report, at=MONDAY + timedelta(minutes=1))
    assert (Notice.objects.count(), OutgoingMessage.objects.count()) == (notices, sent)


def test_broken_off_in_the_middle_and_repeated_each_person_has_one_notice(cast, tell, monkeypatch):
    report = cast.referred(email=EMAIL)
    monkeypatch.setattr(outbox, "tell_all", lambda _notices: 1 / 0)
    with pytest.raises(ExceptionGroup):
        tell(report, newest=True)
    assert not Notice.objects.exists()
    monkeypatch.undo()
    tell(report, newest=True)
    assert len(told(report)) == len(set(Notice.objects.values_list("recipient"))) == len(messages()) == 3


def test_an_event_that_cannot_be_told_holds_up_no_other(cast, tell, monkeypatch):
    one, other = cast.referred(email=EMAIL), cast.referred(email=EMAIL)
    events = [report.events.order_by("-seq").values_list("pk", flat=True)[0] for report in (one, other)]
    render = fan_out.wording.render

    def fail_for_the_first(*args, event, **facts):
        return 1 / 0 if event.pk == events[0] else render(*args, event=event, **facts)

    monkeypatch.setattr(fan_out.wording, "render", fail_for_the_first)
    with pytest.raises(ExceptionGroup):
        fan_out.tell(events, at=MONDAY)
    assert told(one) == []
    assert len(told(other)) == 3


def test_a_step_costs_few_queries(cast, tell, django_assert_max_num_queries):
    report = cast.referred(email=EMAIL)
    tell(cast.referred(email=EMAIL))  # the policy is known now
    with django_assert_max_num_queries(16):  # the last one where the policy was forgotten meanwhile: a slow machine
        tell(report, newest=True)


def test_a_hundred_followers_cost_as_many_queries_as_two(cast, tell, django_assert_max_num_queries):
    rule("followed_up", "supporters")
    reports = [cast.in_progress(), cast.in_progress()]
    crowd = User.objects.bulk_create(User(login=f"w-{n}", kind=User.Kind.CITIZEN, joined_at=MONDAY) for n in range(102))
    for report, some in zip(reports, (crowd[:2], crowd[2:]), strict=True):
        for user in some:
            follow(report, user)
    tell(reports[0], newest=True)
    with django_assert_max_num_queries(26):
        tell(reports[1], newest=True)
    assert len(told_of("followed_up", "supporters")) == 102


# --- who --------------------------------------------------------------------------------------------------------------


def test_whoever_took_the_step_is_not_told(cast, tell):
    rule("followed_up", "unit")
    tell(cast.in_progress(), newest=True)
    assert told_of("followed_up", "unit") == {tag(cast, "Olga")}


def test_a_reporter_is_not_told_of_the_own_word_but_gets_a_receipt(cast, tell):
    rule("replied", "reporter")
    report = cast.answered(email=EMAIL)
    response.reply(report.number, text="Belum semua.", by=actors.pin_holder(report.number), at=MONDAY)
    tell(report)
    occasions = [occasion for occasion, audience in told(report) if audience == "reporter"]
    assert "received" in occasions
    assert "replied" not in occasions


def test_who_contests_hears_who_looks_at_it_now(cast, tell):
    rule("contested", "reporter")
    report = cast.answered(email=EMAIL)
    by = actors.pin_holder(report.number)
    tell(closing.contest(report.number, reason="Belum ada.", by=by, at=MONDAY), newest=True)
    assert told_of("contested", "reporter") == {recipients.reporter_of(report)}


def test_what_is_for_officers_is_never_told_to_the_reporter(cast, tell):
    rule("proposed", "reporter")
    rule("proposed", "supporters")
    report = cast.referred(email=EMAIL)
    record.advance(report, STEPS[Action.PROPOSE], by=cast.otto, at=MONDAY)
    tell(report, newest=True)
    assert {audience for _occasion, audience in told(report)} <= {"unit", "agency_admin"}


def test_where_nobody_sits_in_the_unit_the_next_desk_above_is_told(cast, tell):
    tell(cast.referred(to="64.08/pu/jalan"), newest=True)
    assert told_of("referred", "unit") == {tag(cast, "Otto"), tag(cast, "Olga")}


def test_the_superior_is_the_head_of_the_agency_or_else_who_stands_above(cast, tell):
    rule("held", "superior")
    for head_is_there in (True, False):
        Notice.objects.all().delete()
        report = cast.referred()
        cast.user("Hadi").memberships.update(valid_until=None if head_is_there else MONDAY.date())
        holding.hold(report.number, question="Di mana?", by=cast.otto, at=MONDAY)
        tell(report, newest=True)
        above = {"Hadi"} if head_is_there else {"Arif", "Anisa"}
        assert told_of("held", "superior") == {tag(cast, name) for name in above}


def test_who_left_the_office_is_not_told_and_a_substitute_is(cast, tell):
    gone = cast.user("Otto").memberships.get()
    gone.valid_until = MONDAY.date()
    gone.save()
    Membership.objects.create(
        user=cast.user("Wati"), unit=cast.unit("64.08/pu"), role=Role.LIAISON, valid_from=MONDAY.date(),
        stands_in_for=gone,
    )  # fmt: skip
    tell(cast.submitted())
    report = cast.verified()
    with transaction.atomic():
        referral.refer(report.number, to=cast.unit("64.08/pu"), by=cast.arif, at=MONDAY)
    tell(report, newest=True)
    assert told_of("referred", "unit") == {tag(cast, "Wati"), tag(cast, "Olga")}


def test_only_the_rung_that_was_reached_is_told(cast, tell):
    for audience in ("superior", "agency_admin", "coordinator", "national"):
        rule("climbed", audience)
    report = cast.referred()
    for rung, people in (("superior", {"Hadi", "Arif", "Anisa"}), ("coordinator", {"Kiki"}), ("national", {"Vera"})):
        Notice.objects.all().delete()
        data = {"clock": "settlement", "rung": rung, "unit": cast.unit("64.08").pk}
        record.advance(report, STEPS[Action.CLIMB], by=actors.system(), at=MONDAY, data=data)
        tell(report, newest=True)
        offices = Notice.objects.exclude(audience__in=["reporter", "supporters", "unit", "partner"])
        assert {bytes(notice.recipient) for notice in offices} == {tag(cast, name) for name in people}


def test_whoever_is_told_may_open_the_report(cast, tell):
    for audience in ("unit", "agency_admin", "superior", "coordinator", "national", "overseer"):
        rule("held", audience)
    for secret in (False, True):
        report = cast.referred(is_secret=secret)
        holding.hold(report.number, question="Di mana?", by=cast.otto, at=MONDAY)
        tell(report, newest=True)
        people = {recipients.tag_of(user): user for user in cast.people.values()}
        found = Notice.objects.filter(report=report, occasion="held").exclude(audience="reporter")
        assert found.count() == (6 if not secret else 5)  # Kiki sees no secret report
        for notice in found:
            officer = actors.officer(people[bytes(notice.recipient)], at=MONDAY)
            assert Report.objects.visible_to(officer).filter(pk=report.pk).exists()


def test_a_contact_that_nobody_confirmed_is_not_flooded(cast, tell):
    for _ in range(identity.MOST_TOLD + 2):
        tell(cast.submitted(email=EMAIL))
    assert [address_of(each) for each in messages(channel="email")].count(EMAIL) == identity.MOST_TOLD
    tell(cast.submitted(email=EMAIL, at=MONDAY + timedelta(days=1)))
    assert [address_of(each) for each in messages(channel="email")].count(EMAIL) == identity.MOST_TOLD + 1


# --- divided and joined -----------------------------------------------------------------------------------------------


def test_dividing_a_report_is_told_its_reporter_once(cast, tell):
    report = cast.referred(email=EMAIL)
    wanted = [referral.PartFor(cast.unit(code), "Kerjakan.") for code in ("64.08/pu", "64.08/perumdam")]
    with transaction.atomic():
        parts = referral.split(report.number, parts=wanted, by=cast.arif, at=MONDAY)
    for each in (*parts, report):
        tell(each)
    assert [told(part, recipients.reporter_of(report)) for part in parts] == [[], []]
    assert ("split", "reporter") in told(report)
    assert told_of("referred", "unit") >= {tag(cast, "Wati")}


def test_withdrawing_a_divided_report_is_told_its_reporter_once(cast, tell):
    rule("withdrawn", "reporter")
    report = cast.referred(email=EMAIL)
    wanted = [referral.PartFor(cast.unit(code), "Kerjakan.") for code in ("64.08/pu", "64.08/perumdam")]
    with transaction.atomic():
        parts = referral.split(report.number, parts=wanted, by=cast.arif, at=MONDAY)
    closing.withdraw(report.number, by=actors.pin_holder(report.number), at=MONDAY)
    for each in (report, *parts):
        tell(each)
    assert Notice.objects.filter(occasion="withdrawn", audience="reporter").count() == 1


def test_what_becomes_of_a_part_is_told_to_the_reporter_of_the_whole(cast, tell):
    report = cast.referred(email=EMAIL)
    wanted = [referral.PartFor(cast.unit(code), "Kerjakan.") for code in ("64.08/pu", "64.08/perumdam")]
    with transaction.atomic():
        _road, water = referral.split(report.number, parts=wanted, by=cast.arif, at=MONDAY)
        holding.hold(water.number, question="Di mana?", by=cast.wati, at=MONDAY)
    tell(water, newest=True)
    assert told(water, recipients.reporter_of(report)) == [("held", "reporter")]
    assert EMAIL in [address_of(message) for message in messages(event__report=water)]


def test_the_reporter_of_a_joined_report_hears_what_its_parent_hears(cast, tell):
    rule("held", "supporters")
    parent, same = cast.referred(), cast.verified(email="santi@surat.example")
    with transaction.atomic():
        referral.join(same.number, into=parent.number, by=cast.arif, at=MONDAY)
        holding.hold(parent.number, question="Di mana?", by=cast.otto, at=MONDAY)
    tell(parent, newest=True)
    assert told(parent, recipients.holder_of(same.number)) == [("held", "supporters")]


# --- secret, anonymous, hidden in between -----------------------------------------------------------------------------


def test_a_flag_that_was_raised_meanwhile_keeps_supporters_from_being_told(cast, tell):
    rule("held", "supporters")
    report = cast.referred()
    follow(report, cast.user("Santi"))
    with transaction.atomic():
        holding.hold(report.number, question="Di mana?", by=cast.otto, at=MONDAY)
    held = report.events.get(action="hold").pk
    privacy.raise_flags(report.number, secret=True, by=cast.arif, at=MONDAY)
    fan_out.tell([held], at=MONDAY)
    assert told_of("held", "supporters") == set()


@pytest.fixture
def following(cast, tell):
    """A report whose follower's mail waits in the outbox."""
    rule("held", "supporters")
    report = cast.referred(email=EMAIL)
    cast.user("Santi").contacts.create(
        kind="email", lookup=b"s" * 32, ciphertext=contacts.seal("santi@surat.example"), confirmed_at=MONDAY
    )
    follow(report, cast.user("Santi"))
    holding.hold(report.number, question="Di mana?", by=cast.otto, at=MONDAY)
    tell(report, newest=True)
    return report


def test_a_mail_that_waits_for_a_follower_is_not_sent_once_the_report_is_secret(cast, following, carried):
    privacy.raise_flags(following.number, secret=True, by=cast.arif, at=MONDAY)
    sending.send("email", at=MONDAY)
    (gone,) = messages(recipient=cast.santi.tag)
    assert (gone.state, gone.error, bytes(gone.content_ciphertext)) == ("failed", "not_public", b"")
    assert EMAIL in [letter.to for letter in carried]
    assert "santi@surat.example" not in [letter.to for letter in carried]


def test_a_mail_that_comes_back_later_is_not_said_by_another_way_once_the_report_is_secret(cast, following, carried):
    (mail,) = messages(recipient=cast.santi.tag)
    mail.ways_left_ciphertext = outbox._seal_ways([outbox.Way("sms", "+628123456789")])
    mail.save()
    sending.send("email", at=MONDAY)
    privacy.raise_flags(following.number, secret=True, by=cast.arif, at=MONDAY)
    outbox.failed_for_good(mail.pk, "bounce_5.1.1", at=MONDAY)
    sending.send("sms", at=MONDAY + timedelta(days=1))
    assert "+628123456789" not in [letter.to for letter in carried]
    assert [each.error for each in messages(recipient=cast.santi.tag, channel="sms")] == ["not_public"]


def test_whoever_stopped_following_is_told_no_more(cast, tell):
    rule("held", "supporters")
    report = cast.referred()
    follow(report, cast.user("Santi"))
    holding.hold(report.number, question="Di mana?", by=cast.otto, at=MONDAY)
    tell(report, newest=True)
    assert told_of("held", "supporters") == {cast.santi.tag}
    follows.stop(follows.of(cast.user("Santi")).get().token)
    holding.supply(report.number, text="Di sini.", by=actors.pin_holder(report.number), at=MONDAY)
    holding.hold(report.number, question="Tepatnya?", by=cast.otto, at=MONDAY)
    tell(report, newest=True)
    assert Notice.objects.filter(recipient=cast.santi.tag).count() == 1


def test_who_lost_a_secret_report_is_not_told_of_it(cast, tell):
    """The event says where it was; whoever had it then may no longer look."""
    report = cast.referred(is_secret=True)
    referred = report.events.order_by("-seq")[0].pk
    with transaction.atomic():
        referral.give_back(report.number, reason="Bukan kami.", by=cast.otto, at=MONDAY)
    fan_out.tell([referred], at=MONDAY)
    assert not told_of("referred", "unit") & {tag(cast, "Otto"), tag(cast, "Olga")}


def test_of_a_disputed_return_the_arbiter_is_told_and_of_others_the_desk_above(cast, tell):
    report = cast.referred()
    for returns, name in ((0, "Arif"), (referral.RETURNS_BEFORE_ARBITRATION - 1, "Kiki")):
        Notice.objects.all().delete()
        Report.objects.filter(pk=report.pk).update(return_count=returns, holder=cast.unit("64.08/pu"))
        with transaction.atomic():
            referral.give_back(report.number, reason="Bukan kami.", by=cast.otto, at=MONDAY)
        tell(report, newest=True)
        assert tag(cast, name) in told_of("returned", "unit")


def test_no_message_to_an_officer_names_reporter_contact_or_a_secret_title(cast, tell):
    by = {"name": "Rukmini Zulaikha", "phone": "+6281277700011", "email": "rukmini@surat.example"}
    report = cast.answered(is_secret=True, title="Belerang di sumur", **by)
    tell(report)
    officers = [each for each in messages() if address_of(each).endswith("@kantor.example")]
    assert officers
    for message in officers:
        said = str(said_in(message))
        assert not any(trace in said for trace in ("Rukmini", "Zulaikha", "77700011", "surat.example", "Belerang"))


def test_no_table_of_the_room_says_who_was_told(cast, tell):
    report = cast.referred(email=EMAIL)
    tell(report)
    preferences.stop(recipients.reporter_of(report), at=MONDAY)
    rows = [str(row) for table in (Notice, preferences.Preference, OutgoingMessage) for row in table.objects.values()]
    assert rows
    assert not any(trace in row for row in rows for trace in ("Rini", EMAIL, "81234567890", "otto@kantor"))


# --- by which way -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("came_by", "first", "left"),
    [(Channel.WEB, "email", 1), (Channel.SMS, "sms", 1), (Channel.EMAIL, "email", 1)],
)
def test_the_reporters_own_channel_comes_first_and_the_others_are_left(cast, tell, came_by, first, left):
    report = cast.submitted(channel=came_by, email=EMAIL)
    tell(report)
    (message,) = messages(recipient=recipients.reporter_of(report))
    assert message.channel == first
    assert len(outbox._unseal_ways(message)) == left


def test_an_account_is_told_at_its_confirmed_address(cast, tell):
    rini = cast.user("rini")
    rini.contacts.create(
        kind="email", lookup=b"x" * 32, ciphertext=contacts.seal("baru@surat.example"), confirmed_at=MONDAY
    )
    recipients.remember(rini)
    report = cast.submitted(by=cast.rini, email=EMAIL)
    tell(report)
    assert [address_of(message) for message in messages(recipient=cast.rini.tag)] == ["baru@surat.example"]


def test_who_left_no_address_has_the_news_in_the_list_alone(cast, tell):
    report = cast.submitted(phone="", email="")
    tell(report)
    assert told(report, recipients.reporter_of(report)) == [("received", "reporter")]
    assert messages(recipient=recipients.reporter_of(report)) == []


def test_a_way_that_was_switched_off_is_not_used(cast, tell):
    report = cast.submitted(email=EMAIL)
    preferences.choose(recipients.reporter_of(report), ways=["sms"], at=MONDAY)
    tell(report)
    (message,) = messages(recipient=recipients.reporter_of(report))
    assert (message.channel, outbox._unseal_ways(message)) == ("sms", [])


def test_who_stopped_everything_is_sent_nothing_and_still_has_the_list(cast, tell):
    report = cast.submitted(email=EMAIL)
    preferences.stop(recipients.reporter_of(report), at=MONDAY)
    tell(report)
    assert messages(recipient=recipients.reporter_of(report)) == []
    assert told(report, recipients.reporter_of(report)) == [("received", "reporter")]


def test_what_waits_for_the_digest_is_sent_to_nobody_now(cast, tell):
    rule("received", "agency_admin", in_digest=True)
    tell(cast.submitted())
    waiting = Notice.objects.filter(audience="agency_admin", in_digest=True, digested_at=None)
    assert {bytes(notice.recipient) for notice in waiting} == {tag(cast, "Arif"), tag(cast, "Anisa")}
    assert not [message for message in messages() if address_of(message).endswith("@kantor.example")]


def test_an_officer_who_wants_no_digest_is_told_at_once(cast, tell):
    rule("received", "agency_admin", in_digest=True)
    preferences.choose(tag(cast, "Arif"), ways=["email"], digest=False, at=MONDAY)
    tell(cast.submitted())
    assert [address_of(message) for message in messages(recipient=tag(cast, "Arif"))] == ["arif@kantor.example"]


def test_a_reporters_mail_carries_a_link_that_stops_it_and_an_officers_does_not(cast, tell):
    report = cast.referred(email=EMAIL)
    tell(report, newest=True)
    links = {address_of(message): said_in(message).stop_link for message in messages()}
    assert preferences.read(links[EMAIL].split("/")[-2]).recipient == recipients.reporter_of(report)
    assert links["otto@kantor.example"] == ""


# --- by night ---------------------------------------------------------------------------------------------------------


def test_a_text_message_waits_for_six_in_the_morning_of_the_place(cast, tell, midnight):
    report = cast.submitted(at=midnight)
    tell(report, at=midnight)
    (message,) = messages(recipient=recipients.reporter_of(report))
    assert message.channel == "sms"
    assert message.due_at == midnight + timedelta(hours=6, minutes=30)


def test_mail_does_not_wait(cast, tell, midnight):
    report = cast.submitted(at=midnight, email=EMAIL)
    tell(report, at=midnight)
    (message,) = messages(recipient=recipients.reporter_of(report))
    assert (message.channel, message.due_at) == ("email", midnight)


def test_a_mail_that_comes_back_by_night_becomes_a_text_message_in_the_morning(cast, tell, midnight):
    report = cast.submitted(at=midnight, email=EMAIL)
    tell(report, at=midnight)
    (message,) = messages(recipient=recipients.reporter_of(report))
    outbox.failed_for_good(message.pk, "bounced", at=midnight)
    assert messages(channel="sms")[0].due_at == midnight + timedelta(hours=6, minutes=30)


def test_reading_for_telling_is_no_look(cast, tell):
    tell(cast.submitted(email=EMAIL))
    assert not IdentityLook.objects.exists()


def test_an_erased_reporter_is_told_nothing_more(cast, tell):
    report = cast.submitted(email=EMAIL)
    report.key.delete()
    tell(report)
    assert messages(recipient=recipients.reporter_of(report)) == []
