"""The record can't be altered, by nobody, and says so when somebody gets at it."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from lapor.reports import record
from lapor.reports.models import Event, Report, ReportContent
from lapor.testing.cast import MONDAY


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE reports_event SET action = 'note'",
        "DELETE FROM reports_event",
        "DELETE FROM reports_reportcontent",
        "UPDATE reports_reportcontent SET ciphertext = 'x'",
        "UPDATE reports_reportcontent SET erased_at = now()",
    ],
)
def test_the_database_refuses_to_alter_the_record(cast, statement):
    cast.submitted()
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_the_database_refuses_to_empty_the_record(cast):
    cast.submitted()
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        with pytest.raises(IntegrityError):
            cursor.execute("TRUNCATE reports_event CASCADE")


def test_words_can_be_erased_and_the_history_stays_whole(cast):
    report = cast.answered()
    ReportContent.objects.update(ciphertext=b"", erased_at=timezone.now())
    report.refresh_from_db()
    assert record.is_whole(report)


def test_a_changed_event_breaks_the_chain(cast):
    report = cast.answered()
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE reports_event DISABLE TRIGGER event_is_immutable")
        cursor.execute('UPDATE reports_event SET data = \'{"class": "aspiration"}\' WHERE seq = 2')
        cursor.execute("ALTER TABLE reports_event ENABLE TRIGGER event_is_immutable")
    report.refresh_from_db()
    assert not record.is_whole(report)


def test_events_carry_no_words_names_or_numbers(cast):
    cast.answered(name="Rini Astuti", phone="+6281234567890", email="rini@contoh.id")
    said = str([*Event.objects.values()])
    for secret in ("Rini", "6281234567890", "rini@contoh.id", "Yos Sudarso", "ditambal"):
        assert secret not in said


def test_no_table_holds_a_reporter_or_their_words_in_plain_text(cast):
    cast.submitted(
        is_secret=True, title="Pungli di loket", body="Petugas berinisial Z meminta uang.", name="Rini Astuti"
    )
    with connection.cursor() as cursor:
        cursor.execute("SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'")
        for (table,) in cursor.fetchall():
            cursor.execute(
                f'SELECT count(*) FROM "{table}" AS row WHERE row::text ~ %s', ["Pungli|berinisial|Astuti|81234567890"]
            )
            assert cursor.fetchone() == (0,), table


@pytest.mark.django_db(transaction=True)
def test_a_step_outside_a_transaction_is_a_mistake_of_ours():
    from lapor.reports.actors import system
    from lapor.reports.lifecycle import STEPS, Action

    with pytest.raises(RuntimeError):
        record.advance(Report(), STEPS[Action.NOTE], by=system(), at=MONDAY)


def test_nothing_of_a_refused_step_remains(cast):
    from lapor.core.errors import Refused
    from lapor.reports import verification

    report = cast.submitted()
    leak = cast.finding(public_text="Hubungi saya di 0812-3456-7890")
    with pytest.raises(Refused, match="personal_data"), transaction.atomic():
        verification.verify(report.number, leak, by=cast.arif, at=MONDAY)
    report.refresh_from_db()
    assert (report.seq, report.public_text, report.verified_at) == (1, "", None)
