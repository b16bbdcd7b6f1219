"""A list costs the same for twenty rows as for ten, whoever reads it."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from lapor.reports import holding, oversight

LISTS = [
    # address                          who reads     what its rows are
    ("/laporan/",                      None,         "referred"),
    ("/laporan/?q=jalan",              None,         "referred"),
    ("/saya/",                         "Rini",       "of_rini"),
    ("/kerja/",                        "Otto",       "referred"),
    ("/kerja/",                        "Arif",       "submitted"),
    ("/kerja/kotak/verifikasi/",       "Arif",       "submitted"),
    ("/kerja/kotak/verifikasi/",       "Vera",       "submitted"),
    ("/kerja/cari/?q=jalan",           "Vera",       "referred"),
]  # fmt: skip
MOST = {"/laporan/": 8, "/kerja/": 9}  # one of them is the bell


def rows(cast, kind: str, number: int) -> None:
    """So many reports of this kind, none quite like the other."""
    now = timezone.now()
    for day in range(number):
        at = now - timedelta(days=day + 1)
        if kind == "of_rini":
            cast.submitted(at=at, by=cast.rini.acting(command=uuid4()))
        else:
            getattr(cast, kind)(at=at)


def queries_of(pages, address: str) -> list[str]:
    pages.get(address)  # what a process asks once in a while isn't counted
    with CaptureQueriesContext(
        connection,
    ) as captured:
        pages.get(address)
    return [query["sql"] for query in captured]


@pytest.mark.parametrize(("address", "reader", "kind"), LISTS)
def test_twenty_rows_cost_as_many_queries_as_ten(cast, pages, address, reader, kind):
    pages = pages.of(cast.user(reader)) if reader else pages
    rows(cast, kind, 10)
    ten = queries_of(pages, address)
    rows(cast, kind, 10)
    twenty = queries_of(pages, address)
    assert len(twenty) == len(ten), set(twenty) - set(ten)
    assert len(twenty) <= MOST.get(address, 12)


PAGES = [
    ("/laporan/{}/",       None,   8),
    ("/saya/{}/",          "Rini", 12),
    ("/kerja/laporan/{}/", "Otto", 12),
]  # fmt: skip


@pytest.mark.parametrize(("address", "reader", "most"), PAGES)
def test_a_long_record_costs_as_many_queries_as_a_short_one(cast, pages, address, reader, most):
    report = cast.in_progress(at=timezone.now(), by=cast.rini.acting(command=uuid4()))
    pages = pages.of(cast.user(reader)) if reader else pages
    short = queries_of(pages, address.format(report.number))
    for _ in range(8):
        oversight.note(report.number, text="Sudah ditelepon.", by=cast.otto, at=timezone.now())
        holding.hold(report.number, question="Di mana?", by=cast.otto, at=timezone.now())
        holding.supply(report.number, text="Di sini.", by=cast.rini, at=timezone.now())
    long = queries_of(pages, address.format(report.number))
    assert len(long) == len(short), set(long) - set(short)
    assert len(long) <= most
