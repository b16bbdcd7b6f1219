"""What counts as the answer in a mail, as the programs that people use write them."""

from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lapor.channels.email.receive import PARSER
from lapor.channels.email.replies import words_of

ANSWER = "Di depan rumah nomor 12.\n\nDekat masjid."
QUOTE = "> ##- Tulis balasan di atas baris ini -##\n>\n> Di dekat rumah nomor berapa?\n"

PLAIN = {
    "no quote": ANSWER,
    "Gmail": f"{ANSWER}\n\nPada tanggal Sen, 2 Nov 2026 pukul 09.15 LAPOR! <a@lapor.example>\nmenulis:\n\n{QUOTE}",
    "Gmail in English": f"{ANSWER}\n\nOn Mon, Nov 2, 2026 at 9:15 AM LAPOR! <a@lapor.example> wrote:\n{QUOTE}",
    "Outlook": f"{ANSWER}\n\n-----Original Message-----\nFrom: LAPOR!\nSent: Monday\n\n##- Tulis balasan -##\nDi mana?",
    "Outlook in Indonesian": f"{ANSWER}\n\nDari: LAPOR! <a@lapor.example>\nDikirim: Senin\nKe: Rini\n\nDi mana?",
    "an unknown program": f"{ANSWER}\n\nLAPOR! berkata:\n{QUOTE}".replace("LAPOR! berkata:\n", ""),
    "only our own line": f"{ANSWER}\n##- Tulis balasan di atas baris ini -##\nDi dekat rumah nomor berapa?",
    "a signature": f"{ANSWER}\n\n-- \nRini Astuti\n0812 3456 7890",
    "a phone": f"{ANSWER}\n\nDikirim dari iPhone saya",
    "written below": f"On Mon, Nov 2, 2026 LAPOR! wrote:\n{QUOTE}\n{ANSWER}",
}


def mail(text, subtype="plain"):
    made = EmailMessage()
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


@pytest.mark.parametrize("text", ["Pada hari Senin saya ke sana.", "Dari: pasar lama\nke arah utara", "-- 5 meter --"])
def test_what_only_looks_like_a_quote_stays(text):
    assert words_of(mail(text)) == text


def test_an_unknown_charset_is_no_reason_to_lose_an_answer():
    raw = b"Content-Type: text/plain; charset=klingon\n\nDi depan rumah.\n"
    assert words_of(PARSER.parsebytes(raw)) == "Di depan rumah."


@given(st.binary(max_size=400))
def test_whatever_stands_in_a_mail_is_read_without_an_accident(raw):
    words_of(PARSER.parsebytes(b"Content-Type: multipart/mixed; boundary=x\n\n--x\n" + raw))
