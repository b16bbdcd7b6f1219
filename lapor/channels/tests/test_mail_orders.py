"""What counts as a command in a mail; everything else is words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lapor.channels.dialogue.commands import Verb
from lapor.channels.email import orders

N = 4576838850  # with its check digit


@pytest.mark.parametrize(
    ("text", "verb", "number"),
    [
        ("STATUS", Verb.STATUS, None),
        ("Status?\n\nTerima kasih,\nRini Astuti", Verb.STATUS, None),
        (f"cek {N}", Verb.STATUS, N),
        (f"Batal {N}\nsudah beres sendiri", Verb.WITHDRAW, N),
        ("BATAL\n\nRini", Verb.WITHDRAW, None),
        ("Bantuan", Verb.HELP, None),
        ("Yth. Admin LAPOR!\nSTATUS", Verb.STATUS, None),
        ("Ya\n\nRini Astuti", Verb.YES, None),
        ("Tidak, terima kasih", Verb.NO, None),
        ("SELESAI", Verb.RATE, None),
        ("👍", Verb.EMPTY, None),
    ],
)
def test_a_command_is_the_first_line(text, verb, number):
    command = orders.read(text)
    assert (command.verb, command.number) == (verb, number)


@pytest.mark.parametrize(
    ("text", "rating", "remark"),
    [
        ("SELESAI 5", 5, ""),
        ("*SELESAI 5*", 5, ""),
        ("Selamat pagi, Pak.\n\nSELESAI 5", 5, ""),
        ("Balas “SELESAI 5”", 5, ""),
        ("Balas SELESAI 5", 5, ""),
        ("Selesai, nilai 4.", 4, ""),
        (f"selesai {N} 3/5", 3, ""),
        ("SELESAI 5\n\nterima kasih,\ncepat sekali", 5, "terima kasih,\ncepat sekali"),
        ("SELESAI 2\nLubangnya hanya ditutup tanah.", 2, "Lubangnya hanya ditutup tanah."),
        (f"SELESAI {N} 4 cukup cepat\nSalam, Rini", 4, "cukup cepat\nSalam, Rini"),
    ],
)
def test_what_follows_a_rating_is_a_remark(text, rating, remark):
    command = orders.read(text)
    assert (command.verb, command.rating, command.text) == (Verb.RATE, rating, remark)


@pytest.mark.parametrize(
    "text",
    [
        "Selesai diperbaiki tapi rusak lagi",
        "Selesai 5 hari lalu, tapi rusak lagi",
        "Selesai 3\ndari 5 lubang.",
        "Selesai 10 lubang, 5 lagi belum",
        f"Selesai {N} cuma 3 hari, lalu rusak lagi",
        "Halo\n\nSelesai diperbaiki tapi rusak lagi",
        "Pagi tadi\nSELESAI 5",
        "Selesai.\n\nTetapi lampunya masih mati dan jalannya gelap sekali setiap malam.",
        "Nilai 2 dari 5 titik sudah",
        "Cek 2 lokasi lain juga, pak",
        "Status tanah kami belum jelas",
        "Status\nJalan desa kami masih rusak parah sejak bulan lalu.",
        "Balas dong pak",
        "Batal diperbaiki lagi, pak?",
        "Tarik 3 kabel yang putus itu",
        "Ya ampun pak jalan ini sudah lama sekali rusak",
        "Tolong\njalan kami diperbaiki",
        "Tidak ada air sejak hari Senin di kampung kami",
    ],
)
def test_a_sentence_that_begins_like_a_command_stays_a_sentence(text):
    command = orders.read(text)
    assert (command.verb, command.text) == (Verb.FREE, text)


def test_words_for_a_report_keep_their_lines():
    command = orders.read(f"BALAS {N} lubangnya\n\nmasih ada")
    assert (command.verb, command.text) == (Verb.REPLY, "lubangnya\nmasih ada")


@given(st.text())
def test_no_sentence_closes_a_report_without_a_rating(text):
    command = orders.read(f"Selesai tetapi {text}")
    assert command.verb != Verb.RATE
