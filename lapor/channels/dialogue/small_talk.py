"""Messages in which nothing happened: a greeting, a question how far it is. Pure; any other word, and it is none.

People begin a talk with "p" or "selamat pagi", as they would with somebody they know.
"""

import re

POLITE = frozenset({
    "ya", "yaa", "pak", "bapak", "bpk", "bu", "ibu", "mas", "mbak", "kak", "kakak", "min", "mimin", "admin", "kami",
    "saya", "sy", "aku", "dong", "sih", "nih", "maaf", "permisi",
})  # fmt: skip
GREETING = POLITE | {
    "p", "pp", "ping", "tes", "test", "halo", "hallo", "hai", "hi", "hey", "hei", "selamat", "slmt", "met", "pagi",
    "siang", "sore", "malam", "mlm", "assalamualaikum", "asalamualaikum", "assalamu", "alaikum", "alaykum",
    "ass", "askum", "wr", "wb", "salam", "sejahtera", "punten", "mau", "ingin", "bisa", "apa", "lapor", "melapor",
    "laporan", "mengadu", "aduan", "pengaduan", "tanya", "bertanya", "nanya", "cara", "caranya", "gimana", "gmn",
    "bagaimana", "untuk", "buat", "di", "ini", "sini",
}  # fmt: skip
HOW_FAR = frozenset({
    "kapan", "kpn", "berapa", "brp", "sampai", "sampe", "gimana", "gmn", "bagaimana", "perkembangan", "perkembangannya",
    "hasil", "hasilnya", "progres", "progresnya", "kabar", "kabarnya", "kelanjutan", "kelanjutannya",
})  # fmt: skip
ABOUT_IT = POLITE | HOW_FAR | {
    "terus", "trus", "trs", "lalu", "jadi", "jadinya", "laporan", "laporanku", "aduan", "ini", "itu", "tadi", "kemarin",
    "lama", "hari", "lagi", "mana", "dimana", "di", "apa", "ada", "lihat", "liat", "cek", "sudah", "sdh", "udah",
    "udh", "diperbaiki", "dikerjakan", "ditangani", "diproses", "proses", "prosesnya", "selesai", "selesainya", "beres",
    "beresnya", "tindak", "lanjut", "lanjutnya", "tanggapan", "tanggapannya", "jawaban", "jawabannya", "bisa", "nya",
}  # fmt: skip


def is_greeting(text: str) -> bool:
    """ "selamat pagi pak", "p", "mau lapor", "cara lapor gimana ya": nobody has said yet what has happened."""
    return GREETING.issuperset(_words(text))


def asks_how_far(text: str) -> bool:
    """ "terus kapan diperbaiki?": about a report that we know, not about a street."""
    words = _words(text)
    return ABOUT_IT.issuperset(words) and not HOW_FAR.isdisjoint(words)


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())
