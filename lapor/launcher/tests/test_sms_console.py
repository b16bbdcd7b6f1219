"""What the console itself answers. The whole chain behind it: tests/story/test_sms_console.py."""

import io

import pytest

from lapor.launcher.operator import PART, Operator
from lapor.launcher.sms_console import FIRST_PHONE, Talk


@pytest.fixture
def typed(monkeypatch, capsys):
    """What is said to a script of lines, while no gateway is connected."""

    def typed(script):
        octets = script if isinstance(script, bytes) else script.encode()
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(octets), "utf-8"))
        with Operator() as operator:
            Talk(operator, []).hold()
        return capsys.readouterr().out

    return typed


@pytest.mark.parametrize("number", ["0813 0000 0002", "0813-0000-0002", "+62 813 0000 0002", "6281300000002"])
def test_a_phone_is_named_as_people_write_its_number(typed, number):
    said = typed(f"/nomor {number}\n/bantuan")
    assert "Sekarang Anda menulis dari 081300000002." in said
    assert "081300000002> /bantuan" in said


@pytest.mark.parametrize("number", ["", "halo", "1708", "+15551234567", "0813", "08" + "1" * 20])
def test_what_is_no_phone_is_said_and_the_phone_stays(typed, number):
    said = typed(f"/nomor {number}\n/bantuan")
    assert "Itu bukan nomor HP. Tulis misalnya: /nomor 081300000002" in said
    assert "081217081708> /bantuan" in said


@pytest.mark.parametrize("command", ["/nomer 0813", "/", "/keluar", "/SELESAI"])
def test_an_unknown_command_is_answered_with_the_known_ones(typed, command):
    assert f"Perintah {command.split()[0]} tidak dikenal.\nSetiap baris adalah satu SMS" in typed(command)


@pytest.mark.parametrize("line", ["Jalan rusak", b"\xff\xfe", "x\0y", "👍" * 500])
def test_while_the_gateway_is_away_one_is_asked_to_wait(typed, line):
    assert "Tunggu sebentar, lalu kirim lagi." in typed(line)


def test_what_no_phone_could_send_is_said(typed):
    assert "Pesan itu terlalu panjang" in typed("x" * 40_000)


def test_nothing_is_read_after_the_end(typed):
    assert "Jalan" not in typed("/selesai\nJalan rusak")


@pytest.mark.parametrize(
    ("text", "parts"), [("x" * 160, 1), ("x" * 161, 2), ("ж" * 70, 1), ("ж" * 71, 2), ("x" * PART * 255, 255)]
)
def test_a_phone_sends_as_many_parts_as_it_needs(monkeypatch, text, parts):
    operator, sent = Operator(), []
    monkeypatch.setattr(operator, "send_parts", sent.extend)
    operator.write(FIRST_PHONE, text)
    assert len(sent) == parts
