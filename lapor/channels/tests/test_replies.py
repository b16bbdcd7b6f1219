"""What counts as the answer in a mail, as the programs that people use write them."""

import time
from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lapor.channels.email.reading import PARSER
from lapor.channels.email.replies import MOST_TEXTS, words_of

ANSWER = "Di depan rumah nomor 12.\n\nDekat masjid."
QUOTE = "> ##- Tulis balasan di atas baris ini -##\n>\n> Di dekat rumah nomor berapa?\n"

PLAIN = {
    "no quote": ANSWER,
    "Gmail": f"{ANSWER}\n\nPada tanggal Sen, 2 Nov 2026 pukul 09.15 LAPOR! <a@lapor.example>\nmenulis:\n\n{QUOTE}",
    "Gmail in English": f"{ANSWER}\n\nOn Mon, Nov 2, 2026 at 9:15 AM LAPOR! <a@lapor.example> wrote:\n{QUOTE}",
    "Outlook": f"{ANSWER}\n\n-----Original Message-----\nFrom: LAPOR!\nSent: Monday\n\n##- Tulis balasan -##\nDi mana?",
    "Outlook in Indonesian": f"{ANSWER}\n\nDari: LAPOR! <a@lapor.example>\nDikirim: Senin\nKe: Rini\n\nDi mana?",
    "Outlook of another year": f"{ANSWER}\n\nDari: LAPOR!\nTerkirim: Senin\nKepada: Rini <rini@x.example>\n\nDi mana?",
    "a phone that writes bold": f"{ANSWER}\n\n*From:* LAPOR!\n*Sent:* Monday\n*To:* rini@x.example\n\nDi mana?",
    "a language we don't know": f"{ANSWER}\n\nEl lun, 2 nov LAPOR! <bantuan@lapor.example> escribió:\n\nDi mana?",
    "headers in any order": f"{ANSWER}\n\nKepada: Rini Astuti <Rini@x.example>\nPerihal: Laporan Anda\n\nDi mana?",
    "an unknown program": f"{ANSWER}\n\nLAPOR! berkata:\n{QUOTE}".replace("LAPOR! berkata:\n", ""),
    "only our own line": f"{ANSWER}\n##- Tulis balasan di atas baris ini -##\nDi dekat rumah nomor berapa?",
    "a signature": f"{ANSWER}\n\n-- \nRini Astuti\n0812 3456 7890",
    "a phone": f"{ANSWER}\n\nDikirim dari iPhone saya",
    "a phone with Outlook": f"{ANSWER}\n\nDapatkan Outlook untuk Android<https://aka.ms/AAb9ysg>",
    "a closing and a name": f"{ANSWER}\n\nHormat saya,\nRini Astuti\n0812 3456 7890",
    "a closing with a greeting": f"{ANSWER}\nWassalamu'alaikum wr. wb.\n\nRini Astuti\n",
    "a closing in English": f"{ANSWER}\n\nBest regards,\n\nRini Astuti\nGuru SD 002",
    "written below": f"On Mon, Nov 2, 2026 LAPOR! wrote:\n{QUOTE}\n{ANSWER}",
}


LONG = 100_000


@pytest.fixture(autouse=True)
def our_address(settings):
    settings.DEFAULT_FROM_EMAIL = "LAPOR! <bantuan@lapor.example>"


def mail(text, subtype="plain"):
    made = EmailMessage()
    made["From"] = "Rini Astuti <rini@x.example>"
    made.set_content(text, subtype=subtype)
    return made


@pytest.mark.parametrize("program", PLAIN)
def test_only_what_the_person_wrote_counts(program):
    assert words_of(mail(PLAIN[program])) == ANSWER


def test_a_program_that_sends_only_html_is_understood():
    html = (
        "<html><head><style>p{}</style></head><body><div>Di depan rumah</div><div>nomor&nbsp;12 &amp; 14.</div>"
        "<div>Pada Sen, 2 Nov 2026 LAPOR! &lt;a@b.c&gt; menulis:<blockquote>Di mana?</blockquote></div>"
    )
    assert words_of(mail(html, "html")).splitlines() == ["Di depan rumah", "nomor\xa012 & 14."]


@pytest.mark.parametrize(
    "text",
    ["Pada hari Senin saya ke sana.", "Dari: pasar lama\nke arah utara", "-- 5 meter --", "Salam hormat,\nNomor 12",
     "Nomor 12.\nHormat saya,\nRini\nAda lagi: lampunya juga mati.", "Salam,\nDi depan rumah nomor 12"],
)  # fmt: skip
def test_what_only_looks_like_a_quote_stays(text):
    assert words_of(mail(text)) == text


@pytest.mark.parametrize(
    "quote", ["Dari: LAPOR!\nDikirim: Senin\nKepada: Rini <rini@x.example>", "##- Tulis balasan -##"]
)
def test_a_mail_with_nothing_but_a_quote_says_nothing(quote):
    assert words_of(mail(f"\n{quote}\n\nDi mana?")) == ""


def test_an_address_in_the_middle_of_an_answer_stays():
    text = "Tulis saja ke rini@x.example bila perlu.\nRumahnya nomor 12."
    assert words_of(mail(text)) == text


@pytest.mark.parametrize(
    "text",
    [
        "\n" * LONG,
        "From:" + "\n" * LONG,
        "On a\n" * LONG,
        "regards\n" * LONG,
        "\nregards" + "\n" * LONG,
        "[cid:" * LONG,
    ],  # fmt: skip
)
def test_a_mail_made_to_be_slow_is_read_at_once(text):
    begun = time.process_time()
    words_of(mail(text))
    assert time.process_time() - begun < 3


def test_a_mail_of_nobody_made_to_be_slow_is_read_at_once():
    begun = time.process_time()
    words_of(PARSER.parsebytes(b"Subject: x\n\nDari:" + b"a" * LONG))
    assert time.process_time() - begun < 3


def test_many_long_texts_in_one_mail_are_no_more_than_one():
    several = EmailMessage()
    several.make_mixed()
    for _each in range(3):
        several.attach(mail("a" * LONG))
    assert len(words_of(several)) == LONG


def test_of_more_texts_than_anybody_writes_the_first_are_read():
    several = EmailMessage()
    several.make_mixed()
    for number in range(MOST_TEXTS + 1):
        several.attach(mail(f"bagian {number}"))
    assert words_of(several).endswith(f"bagian {MOST_TEXTS - 1}")


@pytest.mark.parametrize("charset", ["punycode", "Unicode_Escape", "undefined", "a\0"])
def test_a_charset_that_only_python_knows_is_none(charset):
    raw = f"Content-Type: text/plain; charset={charset}\n\nDi depan rumah \\ud83d.{'-' + 'a' * LONG}".encode()
    begun = time.process_time()
    assert words_of(PARSER.parsebytes(raw)).startswith("Di depan rumah \\ud83d.")
    assert time.process_time() - begun < 3


def test_half_a_character_is_not_kept():
    words = words_of(PARSER.parsebytes(b"Content-Type: text/plain; charset=utf-7\n\nJalan +2D0- rusak"))
    assert words == "Jalan ? rusak"


@pytest.mark.parametrize("tag", ["<a ", "<!--", "<![CDATA[", "</"])
def test_html_made_to_be_slow_is_read_at_once(tag):
    begun = time.process_time()
    words_of(mail(tag * LONG, "html"))
    assert time.process_time() - begun < 3


@pytest.mark.parametrize(
    "header", ["From: " + '"\\"' * LONG, "From: " + "a@b.c, " * LONG, "Content-Type: text/plain; " + "a=b; " * LONG]
)
def test_a_header_made_to_be_slow_is_read_at_once(header):
    begun = time.process_time()
    assert words_of(PARSER.parsebytes(f"{header}\n\nDi depan rumah.".encode())) == "Di depan rumah."
    assert time.process_time() - begun < 3


def test_an_unknown_charset_is_no_reason_to_lose_an_answer():
    raw = b"Content-Type: text/plain; charset=klingon\n\nDi depan rumah.\n"
    assert words_of(PARSER.parsebytes(raw)) == "Di depan rumah."


@given(st.binary(max_size=400))
def test_whatever_stands_in_a_mail_is_read_without_an_accident(raw):
    words_of(PARSER.parsebytes(b"Content-Type: multipart/mixed; boundary=x\n\n--x\n" + raw))
