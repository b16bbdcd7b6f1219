"""Facts follow the record by themselves, and on demand from the command line."""

from datetime import date, timedelta

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from lapor.statistics import tasks
from lapor.statistics.models import DailyFact, Grain

pytestmark = pytest.mark.django_db


def days() -> set[date]:
    return set(DailyFact.objects.filter(grain=Grain.NATION).values_list("day", flat=True))


def test_without_reports_there_is_nothing_to_count(capsys):
    tasks.follow_the_record(0)
    call_command("facts")
    assert "Belum ada laporan" in capsys.readouterr().out
    assert days() == set()


def test_the_first_time_all_days_are_counted_then_the_last_two(cast):
    now = timezone.now()
    for ago in (30, 1, 0):
        cast.submitted(at=now - timedelta(days=ago))
    tasks.follow_the_record(0)
    assert len(days()) == 3
    DailyFact.objects.update(received=9)
    tasks.follow_the_record(0)
    assert DailyFact.objects.filter(grain=Grain.NATION, received=9).count() == 1


def test_the_command_counts_the_days_asked_for(cast, capsys):
    cast.submitted()
    call_command("facts", "--from", "2026-11-01", "--to", "2026-11-02")
    assert "angka harian" in capsys.readouterr().out
    assert days() == {date(2026, 11, 2)}


@pytest.mark.parametrize(
    "asked", [["--from", "kemarin"], ["--from", "2026-02-30"], ["--from=2027-01-02", "--to=2027-01-01"]]
)
def test_days_that_are_none_are_refused_with_a_sentence(cast, asked):
    cast.submitted()
    with pytest.raises(CommandError, match="tanggal|sesudah"):
        call_command("facts", *asked)
    assert days() == set()
