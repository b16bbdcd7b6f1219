import pytest
from hypothesis import given
from hypothesis import strategies as st

from lapor.channels.dialogue import commands
from lapor.channels.dialogue.commands import Verb

N = 4576838850  # with its check digit
GROUPED = f"{str(N)[:3]} {str(N)[3:6]}-{str(N)[6:]}"


@pytest.mark.parametrize(
    ("text", "verb", "number", "rest"),
    [
        (f"STATUS {N}", Verb.STATUS, N, ""),
        (f"status{N}", Verb.STATUS, N, ""),
        (f"  Status :  {GROUPED} ", Verb.STATUS, N, ""),
        (f"SATUS {N}", Verb.STATUS, N, ""),
        (f"STATSU {N}", Verb.STATUS, N, ""),
        (f"statuss #{N}", Verb.STATUS, N, ""),
        (f"BALAS {N} di depan pasar", Verb.REPLY, N, "di depan pasar"),
        (f"blas {N} di depan pasar 3", Verb.REPLY, N, "di depan pasar 3"),
        ("Balas di depan pasar", Verb.REPLY, None, "di depan pasar"),
        (f"SELESEI {N} 5", Verb.RATE, N, ""),
        (f"BATAL {N}", Verb.WITHDRAW, N, ""),
        (f"batla {N}", Verb.WITHDRAW, N, ""),
        ("STATUS 123", Verb.STATUS, 0, ""),
        ("STATUS", Verb.STATUS, None, ""),
        ("ya", Verb.YES, None, ""),
        ("Ya, betul.", Verb.YES, None, "betul"),
        *((text, Verb.YES, None, "") for text in ("y", "iyo", "nggih", "Inggih.", "ho'oh", "he’eh", "yaaa", "muhun")),
        ("iya pak", Verb.YES, None, "pak"),
        *((text, Verb.NO, None, "") for text in ("g", "gk", "gakk", "engga", "tdak", "blm", "ora", "mboten", "teu")),
        ("gak lah", Verb.NO, None, "lah"),
        ("STATSU", Verb.STATUS, None, ""),
        ("bales di depan pasar", Verb.REPLY, None, "di depan pasar"),
        ("SELESEI 5", Verb.RATE, None, ""),
        ("BRENTI", Verb.STOP, None, ""),
        ("status dong pak", Verb.STATUS, None, ""),
        ("Batal aja.", Verb.WITHDRAW, None, ""),
        ("batalkan laporan saya", Verb.WITHDRAW, None, ""),
        ("selesai pak", Verb.RATE, None, ""),
        (f"{N}", Verb.STATUS, N, ""),
        ("457.683.8850", Verb.STATUS, N, ""),
        (f"# {GROUPED}.", Verb.STATUS, N, ""),
        ("nggak", Verb.NO, None, ""),
        ("TDK", Verb.NO, None, ""),
        ("Bantuan!", Verb.HELP, None, ""),
        ("help", Verb.HELP, None, ""),
        ("Berhenti.", Verb.STOP, None, ""),
        (f"STOP {N}", Verb.STOP, None, str(N)),
        ("mulai", Verb.START, None, ""),
        ("", Verb.EMPTY, None, ""),
        ("👍👍", Verb.EMPTY, None, "👍👍"),
        ("...", Verb.EMPTY, None, "..."),
    ],
)  # fmt: skip
def test_what_a_message_asks_for(text, verb, number, rest):
    command = commands.read(text)
    assert (command.verb, command.number, command.text) == (verb, number, rest)


@pytest.mark.parametrize(
    ("text", "verb", "number", "rest"),
    [
        (f"Kirim SELESAI {N} 5", Verb.RATE, N, ""),
        (f"kirim: status {N}", Verb.STATUS, N, ""),
        (f"Kirim satus {N}", Verb.STATUS, N, ""),
        (f"Ketik BALAS {N} di depan pasar", Verb.REPLY, N, "di depan pasar"),
        ("Kirim BANTUAN", Verb.HELP, None, ""),
        ("Balas YA", Verb.YES, None, ""),
        ("balas tidak.", Verb.NO, None, ""),
        ("STATUS nomor", Verb.STATUS, None, ""),
        ("STATUS nomor PIN", Verb.STATUS, None, ""),
        ("BALAS nomor isi", Verb.REPLY, None, ""),
        ("SELESAI nomor 1-5", Verb.RATE, None, ""),
        (f"STATUS nomor {N}", Verb.STATUS, N, ""),
        (f"Status laporan no. {GROUPED}", Verb.STATUS, N, ""),
        ("Balas nomor rumah saya 5", Verb.REPLY, None, "nomor rumah saya 5"),
        ("balas ya betul di sana", Verb.REPLY, None, "ya betul di sana"),
        (f"BALAS {N} kirim status", Verb.REPLY, N, "kirim status"),
        (f"BALAS {N} lihat laporan nomor {N}", Verb.REPLY, N, f"lihat laporan nomor {N}"),
    ],
)  # fmt: skip
def test_what_was_copied_from_our_messages_is_understood(text, verb, number, rest):
    command = commands.read(text)
    assert (command.verb, command.number, command.text) == (verb, number, rest)


@pytest.mark.parametrize(
    "text",
    [
        "Jalan di depan pasar rusak",
        "TANGKAB sampah menumpuk di Ciledug",
        "tolong jalan kami diperbaiki",
        "Status tanah kami belum jelas",
        "selesai sudah kesabaran kami menunggu air",
        "Balai desa bocor",
        f"Balairung {N} bocor",
        "Ya ampun pak jalan ini sudah lama sekali rusak",
        "2 minggu lampu mati",
        "Berhenti di sini saja bus tidak pernah mau",
        "Kirim bantuan air bersih ke desa kami",
        "Mulai kemarin air mati",
        f"Kirim paket {N} belum sampai",
        f"{N + 1}",
        "5 lampu mati",
    ],
)
def test_what_is_no_command_stays_free_text_to_the_letter(text):
    assert commands.read(text) == commands.Command(Verb.FREE, text)


@pytest.mark.parametrize(
    ("text", "rating"),
    [(f"SELESAI {N} 5", 5), (f"selesai {N} nilai 4", 4), (f"SELESAI{N}3", 3), (f"SELESAI {N} 5/5", 5), ("SELESAI 4", 4),
     (f"SELESAI {N}", None), (f"SELESAI {N} 9", None), (f"SELESAI {GROUPED} 2 lama sekali", 2)],
)  # fmt: skip
def test_a_rating_follows_the_number(text, rating):
    command = commands.read(text)
    assert (command.verb, command.rating) == (Verb.RATE, rating)


def test_a_pin_follows_the_number():
    assert commands.read(f"STATUS {N} 12345678").pin == "12345678"
    assert commands.read(f"STATUS {N} 1234").pin == ""
    assert commands.read(f"{GROUPED} 12345678").pin == "12345678"


@pytest.mark.parametrize(
    ("text", "rating"),
    [("5", 5), ("lima", 5), ("Bintang 4", 4), ("5 bintang", 5), ("nilai: 3", 3), ("5/5", 5), ("6", None),
     ("bintang lima pak", 5),
     ("5 lampu", None), ("55", None), ("dua hari", None)],
)  # fmt: skip
def test_a_rating_may_stand_alone(text, rating):
    assert commands.rating_in(text) == rating


def test_the_number_of_a_report_is_found_in_a_sentence():
    assert commands.number_in(f"tolong cek laporan no {GROUPED} pak") == N
    assert commands.number_in(f"paket {N + 1} dan 0{N}") == 0


@given(
    st.text()
    | st.builds("{} {} {}".format, st.sampled_from(["STATUS", "SELESAI", "BALAS", "YA"]), st.text(), st.text())
)
def test_any_text_is_understood_as_something(text):
    assert commands.read(text).verb in Verb


@given(st.text(max_size=30), st.sampled_from(["STATUS", "BALAS", "SELESAI", "BATAL"]))
def test_a_command_with_a_number_is_found_whatever_stands_behind(text, word):
    command = commands.read(f"{word} {N} {text}")
    assert (command.verb.value, command.number) == (
        {"STATUS": "status", "BALAS": "reply", "SELESAI": "rate", "BATAL": "withdraw"}[word],
        N,
    )
