"""Outreach: who makes events, what is a code, and which reports came of one."""

from datetime import date

import pytest

from lapor.core.errors import NotFound, Refused
from lapor.supervision import outreach
from lapor.supervision.models import Audience, OutreachEvent, OutreachReport
from lapor.testing.cast import MONDAY


def plan(**said):
    words = {
        "name": "Hari bebas kendaraan Sangatta",
        "code": "CFD-SANGATTA",
        "date": date(2026, 11, 8),
        "place": "Jalan Yos Sudarso",
        "audience": Audience.CAR_FREE_DAY,
        "people": 400,
    }
    return outreach.Plan(**{**words, **said})


def made(cast, who="arif", **said):
    return outreach.make(plan(**said), by=getattr(cast, who), user=cast.user(who), at=MONDAY)


def codes_of(report):
    return sorted(OutreachReport.objects.filter(report=report).values_list("event__code", flat=True))


@pytest.mark.parametrize(("who", "organiser"), [("vera", "pusat"), ("kiki", "64"), ("arif", "64.08")])
def test_an_event_belongs_to_the_agency_of_who_makes_it(cast, who, organiser):
    assert made(cast, who).organiser == cast.unit(organiser)


@pytest.mark.parametrize("who", ["otto", "inka", "hadi", "prio", "mira", "yani", "dewi"])
def test_others_make_no_events(cast, who):
    with pytest.raises(NotFound):
        made(cast, who)


@pytest.mark.parametrize(
    "code", ["", "JALAN", "A-1", "-CFD", "CFD SANGATTA", "a" * 50 + "1", "CFD_1", "KODÉ-1", "C\0FD-1"]
)
def test_a_code_that_could_be_an_ordinary_word_or_unreadable_is_refused(cast, code):
    with pytest.raises(Refused) as refused:
        made(cast, code=code)
    assert (refused.value.code, refused.value.field) == ("odd_code", "code")
    assert not OutreachEvent.objects.exists()


def test_a_code_is_given_once_however_it_is_written(cast):
    made(cast)
    with pytest.raises(Refused) as refused:
        made(cast, "vera", code="cfd-sangatta")
    assert refused.value.code == "code_taken"


def test_more_people_than_live_here_are_refused(cast):
    with pytest.raises(Refused) as refused:
        made(cast, people=outreach.MOST_PEOPLE + 1)
    assert refused.value.code == "odd_people"


@pytest.mark.parametrize(
    ("code", "text", "found"),
    [
        ("cfd-sangatta", "Jalan rusak", ["CFD-SANGATTA"]),
        ("", "cfd-sangatta jalan rusak", ["CFD-SANGATTA"]),
        ("", "Dari (CFD-SANGATTA), jalan rusak", ["CFD-SANGATTA"]),
        ("CFD-SANGATTA", "CFD-SANGATTA dan MUDIK-26", ["CFD-SANGATTA", "MUDIK-26"]),
        ("", "XCFD-SANGATTA CFD-SANGATTAX CFD SANGATTA", []),
        ("TIDAK-ADA", "jalan rusak", []),
        ("\0' OR 1=1", "", []),
        ("9" * 5000, "-" * 5000, []),
    ],
)
def test_a_report_comes_of_the_event_whose_link_or_word_it_has(cast, code, text, found):
    made(cast)
    made(cast, "vera", code="MUDIK-26")
    report = cast.submitted()
    outreach.came_of(report, code=code, text=text)
    assert codes_of(report) == found


def test_a_report_is_counted_once_however_often_it_is_sent(cast):
    made(cast)
    report = cast.submitted()
    outreach.came_of(report, code="CFD-SANGATTA", text="")
    outreach.came_of(report, code="", text="CFD-SANGATTA")
    assert outreach.seen_by(cast.arif).get().came == 1


@pytest.mark.parametrize("hidden", [{"is_anonymous": True}, {"is_secret": True}])
def test_a_link_given_to_one_person_does_not_tell_whether_they_reported(cast, hidden):
    event = made(cast)
    outreach.came_of(cast.submitted(**hidden), code="CFD-SANGATTA", text="")
    assert outreach.seen_by(cast.arif).get().came == 0
    assert outreach.change(event.pk, plan(code="CFD-2"), by=cast.arif).code == "CFD-2"  # a refusal would tell as well


def test_anonymous_reports_are_counted_from_five_on_and_listed_to_nobody(cast):
    event = made(cast)
    for _ in range(outreach.FEW):
        outreach.came_of(cast.submitted(is_anonymous=True), code="CFD-SANGATTA", text="")
    outreach.came_of(cast.submitted(), code="CFD-SANGATTA", text="")
    found = outreach.seen_by(cast.vera).get()
    assert (found.came, found.settled) == (outreach.FEW + 1, 0)
    assert [report.is_anonymous for report in outreach.reports_of(event, by=cast.vera)] == [False]


def test_the_list_ends_where_the_officer_may_not_look(cast):
    event = made(cast, "vera")
    for agency in ("64.08", "64.71"):
        outreach.came_of(cast.submitted(agency=cast.unit(agency)), code="CFD-SANGATTA", text="")
    assert outreach.reports_of(event, by=cast.vera).count() == 2
    assert [report.agency for report in outreach.reports_of(event, by=cast.arif)] == [cast.unit("64.08")]


@pytest.mark.parametrize(
    ("who", "seen"), [("vera", 3), ("prio", 3), ("kiki", 2), ("arif", 1), ("hadi", 1), ("bayu", 0), ("otto", 0)]
)
def test_everybody_reads_about_the_events_of_their_own_circle(cast, who, seen):
    made(cast, "arif")
    made(cast, "kiki", code="PROV-1")
    made(cast, "vera", code="MUDIK-26")
    assert outreach.seen_by(getattr(cast, who)).count() == seen


def test_nobody_changes_the_event_of_another_agency(cast):
    event = made(cast)
    with pytest.raises(NotFound):
        outreach.change(event.pk, plan(name="Lain"), by=cast.bayu)
    assert outreach.change(event.pk, plan(name="Lain"), by=cast.vera).name == "Lain"


def test_a_code_under_which_reports_came_stays(cast):
    event = made(cast)
    outreach.came_of(cast.submitted(), code="CFD-SANGATTA", text="")
    with pytest.raises(Refused) as refused:
        outreach.change(event.pk, plan(code="CFD-2"), by=cast.arif)
    assert refused.value.code == "code_in_use"
    assert outreach.change(event.pk, plan(people=500), by=cast.arif).people == 500


def test_the_rows_of_an_event_say_nothing_about_who_reported():
    columns = {field.name for field in OutreachReport._meta.get_fields()}
    assert columns == {"id", "event", "report"}


def test_the_drawing_of_an_address_is_one_svg():
    drawing = outreach.qr("https://lapor.example/s/CFD-SANGATTA/")
    assert drawing.startswith("<svg")
    assert "<script" not in drawing
