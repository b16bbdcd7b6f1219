"""A decree is looked at before anybody may sign in on it; what is wrong with one is told beside its field."""

from datetime import UTC, date, datetime, timedelta

import pytest

from lapor.agencies.models import TeamDecree
from lapor.connection import decrees, ladder, papers
from lapor.connection.models import DecreeDocument, Status
from lapor.connection.tests.conftest import TODAY, paper, scan
from lapor.core.errors import NotFound, Refused
from lapor.core.tests.samples import docx, picture
from lapor.testing.cast import MONDAY

DAY = timedelta(days=1)

WRONG = [
    ({"decree_date": TODAY + DAY, "valid_from": TODAY + DAY}, "future", "decree_date"),
    ({"valid_from": date(2026, 5, 2), "last_day": date(2026, 5, 1)}, "ends_before", "last_day"),
    ({"valid_from": date(2024, 1, 1), "last_day": date(2025, 12, 31)}, "made_after_end", "last_day"),
    ({"last_day": TODAY - DAY}, "expired", "last_day"),
]


@pytest.mark.parametrize(("said", "code", "field"), WRONG)
def test_a_decree_that_cannot_stand_is_refused_beside_its_field(way, said, code, field):
    way.invited()
    with pytest.raises(Refused, match=code) as refused:
        decrees.send(way.agency, paper(**said), by=way.vera, at=MONDAY)
    assert refused.value.field == field
    assert not DecreeDocument.objects.exists()
    assert way.status == Status.INVITED


def test_a_decree_that_ends_today_still_holds_and_one_that_begins_later_may_come_early(way):
    way.invited()
    decrees.send(way.agency, paper(number="1", last_day=TODAY), by=way.vera, at=MONDAY)
    assert ladder.has_decree(way.agency, at=MONDAY)
    assert not ladder.has_decree(way.agency, at=MONDAY + DAY)
    decrees.send(way.agency, paper(number="2", valid_from=TODAY + DAY), by=way.vera, at=MONDAY)
    assert ladder.has_decree(way.agency, at=MONDAY + DAY)


@pytest.mark.parametrize("name", ["foto.jpg", "foto.png"])
def test_a_photo_of_the_decree_will_do(way, name):
    way.invited()
    file = scan(picture(format="PNG" if name.endswith("png") else "JPEG"), name)
    assert decrees.send(way.agency, paper(file=file), by=way.vera, at=MONDAY).decree


def test_another_kind_of_file_will_not(way):
    way.invited()
    with pytest.raises(Refused, match="wrong_kind"):
        decrees.send(way.agency, paper(file=scan(docx(), "SK.docx")), by=way.vera, at=MONDAY)


def test_the_same_number_twice_is_refused_however_it_is_written(way):
    way.decree_sent(number="K.12")
    with pytest.raises(Refused, match="number_taken"):
        decrees.send(way.agency, paper(number="k.12"), by=way.vera, at=MONDAY)


def test_the_file_lies_encrypted_and_comes_back(way):
    document = way.decree_sent()
    assert document.stored.startswith("connection/")
    assert DecreeDocument.objects.get().read().startswith(b"%PDF")


# --- looked at ------------------------------------------------------------------------------------------------------


def test_what_the_agency_sends_itself_waits_for_who_leads_it(way):
    document = decrees.send(way.cast.unit("64.71"), paper(), by=way.bayu, at=MONDAY)
    assert document.is_waiting
    assert not TeamDecree.objects.exists()
    decrees.accept(document.pk, by=way.kiki, at=MONDAY)
    decree = TeamDecree.objects.get()
    assert (decree.number, decree.valid_until) == (document.number, date(2028, 1, 1))


def test_nobody_judges_the_decree_of_the_own_agency(way):
    document = decrees.send(way.cast.unit("64.71"), paper(), by=way.bayu, at=MONDAY)
    for name in ("Bayu", "Arif", "Prio", "Yani"):
        with pytest.raises(NotFound):
            decrees.accept(document.pk, by=way.cast.user(name), at=MONDAY)


def test_it_is_judged_once(way):
    document = decrees.send(way.cast.unit("64.71"), paper(), by=way.bayu, at=MONDAY)
    decrees.refuse(document.pk, reason="Tidak terbaca.", by=way.kiki, at=MONDAY)
    with pytest.raises(Refused, match="judged"):
        decrees.accept(document.pk, by=way.vera, at=MONDAY)
    assert not TeamDecree.objects.exists()


def test_one_that_ran_out_while_it_waited_is_not_accepted(way):
    document = decrees.send(way.cast.unit("64.71"), paper(last_day=TODAY), by=way.bayu, at=MONDAY)
    with pytest.raises(Refused, match="expired"):
        decrees.accept(document.pk, by=way.kiki, at=MONDAY + DAY)


def test_a_refused_decree_takes_the_agency_back_and_may_be_sent_anew(way):
    invitation = way.invited()
    document = decrees.send_invited(invitation, paper(), at=MONDAY)
    assert way.status == Status.DECREE_SENT
    decrees.refuse(document.pk, reason="Halaman tanda tangan belum ada.", by=way.kiki, at=MONDAY)
    assert way.status == Status.INVITED
    decrees.send_invited(invitation, paper(), at=MONDAY)
    assert way.status == Status.DECREE_SENT


@pytest.mark.parametrize("name", ["Arif", "Otto", "Hadi", "Prio", "Yani"])
def test_nobody_sends_the_decree_of_others(way, name):
    with pytest.raises(NotFound):
        decrees.send(way.cast.unit("64.71"), paper(), by=way.cast.user(name), at=MONDAY)


def test_files_that_no_row_knows_are_cleared_away_and_the_others_stay(way):
    document = way.decree_sent()
    DecreeDocument().keep(scan())  # its row was never saved
    later = datetime.now(UTC) + DAY
    assert papers.forget_orphans(at=later) == 1
    assert DecreeDocument.objects.get(pk=document.pk).read().startswith(b"%PDF")
