"""Answers that say nothing, as people write them, and answers that look like it and say something."""

import time

import pytest

from lapor.channels.dialogue import nothing_said, small_talk

PLACES = [
    "Depan SD 002, Sangatta", "jl melati 5", "RT 3 RW 2 Sukamaju", "75387", "tidak jauh dari pasar Cibinong",
    "ya di depan pasar", "di atas jembatan", "desa Sukamaju", "kan udah dibilang di pasar Cibinong", "Jawa", "Bekasi",
    "rumah pak RT Sudirman", "km 12", "nanti malam di alun-alun", "Gang Buntu", "sini Tebet",
]  # fmt: skip


@pytest.mark.parametrize("text", PLACES)
def test_what_may_be_a_place_is_kept(text):
    said = (nothing_said.is_unknown, nothing_said.is_told, nothing_said.is_later, nothing_said.is_no_place)
    assert not any(each(text) for each in said)


@pytest.mark.parametrize(
    "text",
    ["ga tau", "gatau", "tdk tahu pak", "tidak", "gak tau juga", "embuh", "mboten ngertos", "teu nyaho", "lupa",
     "entahlah", "ora ngerti", "kurang tau bu", "terserah", "blm tau", "G tau", "mbuh", "nggak tahuuu"],
)  # fmt: skip
def test_who_cannot_say(text):
    assert nothing_said.is_unknown(text)


@pytest.mark.parametrize(
    "text", ["kan udah dibilang", "sudah saya tulis di atas", "baca dong", "itu yg di atas", "tadi"]
)
def test_who_has_said_it_already(text):
    assert nothing_said.is_told(text)


@pytest.mark.parametrize("text", ["nanti ya", "bentar pak", "ntar saya kirim", "tunggu dulu", "mengko", "Besok aja"])
def test_who_answers_later(text):
    assert nothing_said.is_later(text)


@pytest.mark.parametrize(
    "text", ["?", "di sini", "disini pak", "rumah saya", "123", "ya", "iyaaa", "apa maksudnya", "wkwkwk",
             "di hatimu wkwk", "hahaha", "Indonesia", "jalan", "nggih", "ho'oh", "hah?"],
)  # fmt: skip
def test_where_nobody_could_go(text):
    assert nothing_said.is_no_place(text)


@pytest.mark.parametrize(
    "text", ["stop sms", "Tolong berhenti kirim pesan", "jangan sms saya lagi", "BRENTI", "jangan kirim kabar lagi pak"]
)  # fmt: skip
def test_who_wants_no_news(text):
    assert small_talk.wants_no_news(text)


@pytest.mark.parametrize("text", ["berhenti di sini bus", "jangan tutup jalan", "stop kontak rusak", "jangan"])
def test_who_means_something_else(text):
    assert not small_talk.wants_no_news(text)


@pytest.mark.parametrize(
    "text", ["sudah diperbaiki, terima kasih", "sampun pak", "wis", "udah beres kok", "bagus", "sudah"]
)
def test_what_is_done(text):
    assert small_talk.is_done(text)


@pytest.mark.parametrize(
    "text", ["sudah lama rusak", "belum", "sudah tapi rusak lagi", "terima kasih", "lampu nyala sendiri"]
)
def test_what_is_not(text):
    assert not small_talk.is_done(text)


@pytest.mark.parametrize(
    ("signs", "words"),
    [("👍🏽", "oke"), ("🙏🙏", "terima kasih"), ("⭐⭐⭐⭐⭐", "bintang 5"), ("👎", "tidak"), ("😂", "😂"),
     ("👍 ok", "👍 ok")],
)  # fmt: skip
def test_what_signs_say_without_a_word(signs, words):
    assert small_talk.in_words(signs) == words


@pytest.mark.parametrize("letter", ["a", "1", "é"])
def test_an_answer_of_one_endless_word_is_read_at_once(letter):
    begun = time.process_time()
    for _each in range(20):
        assert not nothing_said.is_later(letter * 10_000 + "x")
    assert time.process_time() - begun < 3
