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

STOPS = frozenset({"stop", "setop", "berhenti", "brhenti", "berenti", "brenti"})
SENDING = frozenset({"sms", "wa", "pesan", "kabar", "info", "notif", "kirim", "kirimi", "kirimin", "mengirim",
                     "hubungi", "ganggu", "berlangganan", "langganan"})  # fmt: skip
AGREES = frozenset({"ok", "oke", "okey", "okay", "sip", "siip", "siap", "baik", "baiklah", "lanjut", "lanjutkan",
                    "monggo", "mangga", "silakan", "silahkan"})  # fmt: skip
DONE = frozenset({
    "sudah", "sdh", "udah", "udh", "wis", "wes", "uwis", "sampun", "mpun", "parantos", "geus", "beres", "selesai",
    "rampung", "kelar", "diperbaiki", "ditambal", "dikerjakan", "ditangani", "bagus", "baik", "nyala", "normal",
    "lancar", "bersih", "aman", "puas", "mantap", "jos", "joss", "keren", "top",
})  # fmt: skip
WITH_DONE = frozenset({
    "terima", "kasih", "terimakasih", "makasih", "trims", "trimakasih", "tks", "thanks", "matur", "nuwun", "suwun",
    "hatur", "nuhun", "alhamdulillah", "banyak", "sekali", "semua", "semuanya", "atas", "bantuannya", "responnya",
    "kok", "jalannya", "lampunya", "airnya", "oke", "ok", "sip", "siap",
})  # fmt: skip
# A message of signs alone → the words it stands for.
SIGNS = {"👍": "oke", "👌": "oke", "🆗": "oke", "✅": "oke", "🙏": "terima kasih", "👎": "tidak", "❌": "tidak"}
STARS = "⭐🌟★"
_MISSES = re.compile(r"^\W*\w+ +(?:ada|ono|aya|bisa) +\w{3,}")


def is_greeting(text: str) -> bool:
    """ "selamat pagi pak", "p", "mau lapor", "cara lapor gimana ya": nobody has said yet what has happened."""
    return GREETING.issuperset(_words(text))


def asks_how_far(text: str) -> bool:
    """ "terus kapan diperbaiki?": about a report that we know, not about a street."""
    words = _words(text)
    return ABOUT_IT.issuperset(words) and not HOW_FAR.isdisjoint(words)


def asks_for_status(text: str) -> bool:
    """ "tolong cek laporan 1234567890 dong": what stands beside the number."""
    beside = {"status", "statusnya", "cek", "lacak", "tolong", "mohon", "minta", "mau", "nomor", "no", "dengan"}
    return (ABOUT_IT | beside).issuperset(word for word in _words(text) if not word.isdigit())


def wants_no_news(text: str) -> bool:
    """ "stop sms", "tolong jangan kirim pesan lagi": the command, as people say it."""
    words = set(_words(text))
    asks = not STOPS.isdisjoint(words) or ("jangan" in words and not SENDING.isdisjoint(words))
    return asks and (POLITE | STOPS | SENDING | {"jangan", "lagi", "tolong", "mohon", "ke"}).issuperset(words)


def agrees(text: str) -> bool:
    """ "ok sip": a yes, where one was asked for."""
    words = _words(text)
    return not AGREES.isdisjoint(words) and (AGREES | POLITE).issuperset(words)


def is_done(text: str) -> bool:
    """ "sudah diperbaiki, terima kasih", "sampun pak", "bagus": what we told of has happened."""
    words = _words(text)
    return not DONE.isdisjoint(words) and (DONE | WITH_DONE | POLITE).issuperset(words)


def misses_something(text: str) -> bool:
    """ "tidak ada air", "belum bisa lewat": it begins like a no, and is what has happened."""
    return bool(_MISSES.match(text))


def in_words(text: str) -> str:
    """What signs without a single word say; any other text as it is."""
    if any(letter.isalnum() for letter in text):
        return text
    stars = sum(text.count(star) for star in STARS)
    return f"bintang {stars}" if stars else next((said for sign, said in SIGNS.items() if sign in text), text)


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())
