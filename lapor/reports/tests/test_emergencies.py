"""Which words show *Hubungi 112*, and which are an ordinary complaint."""

import pytest

from lapor.reports import emergencies

URGENT = [
    "Kebakaran di pasar Sangatta, sekarang api sudah ke rumah warga",
    "TOLONG!! ada anak tenggelam di sungai",
    "Barusan kecelakaan motor di depan SD 002, korban luka parah",
    "saya ingin bunuh diri",
    "Ada orang pingsan dan tidak bernapas",
    "rumah tetangga terbakar, belum ada pemadam yang datang",
    "Suami saya sedang mengamuk",
    "kami terjebak banjir di atap",
]
ORDINARY = [
    "Jalan berlubang di depan sekolah",
    "Bulan lalu ada kebakaran di pasar dan kios belum dibangun lagi",
    "Mohon dipasang pagar karena di tikungan ini sering ada kecelakaan",
    "Saya mengusulkan sekolah mengajarkan siaga bencana",
    "Sedangkan di tikungan itu sering ada kecelakaan",
    "Tolong jalan ini segera diperbaiki, sudah banyak kecelakaan",
    "",
]


@pytest.mark.parametrize("text", URGENT)
def test_words_of_somebody_in_danger_sound_urgent(text):
    assert emergencies.sounds_urgent("Judul", text)


@pytest.mark.parametrize("text", ORDINARY)
def test_an_ordinary_complaint_does_not(text):
    assert not emergencies.sounds_urgent(text)


def test_danger_and_now_must_stand_near_each_other():
    assert not emergencies.sounds_urgent(f"kebakaran tahun 2019 {'x ' * 60} sekarang jalannya rusak")


def test_a_long_text_is_read_in_no_time():
    assert not emergencies.sounds_urgent("kebakaran " * 1_000 + "x" * 90 + "y")
