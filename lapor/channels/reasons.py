"""Why a message waits for a person or was set aside, in a sentence."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

type Sentence = str | Promise

PRANK = "prank"
ASIDE: dict[str, Sentence] = {
    "no_complaint": _("Bukan laporan, misalnya salam atau ucapan terima kasih."),
    "advertisement": _("Iklan atau pesan massal."),
    "unreadable": _("Tidak terbaca, dan pengirimnya tidak bisa ditanya."),
    "repeated": _("Pesan yang sama sudah ditangani."),
}
WAITING: dict[str, Sentence] = {
    "mention": _("Sebutan di media sosial: hanya petugas yang bisa menjadikannya laporan."),
    "fault": _("Sistem kami gagal mengolah pesan ini."),
    "binary": _("Pesan ini bukan tulisan."),
    "no_number": _("Pengirimnya bukan nomor yang bisa dibalas."),
    "unclear": _("Maksudnya tidak jelas, dan pengirim belum menjawab pertanyaan kami."),
    "asked": _("Kami menanyakan maksudnya, dan pengirim belum menjawab."),
    "refused": _("Yang diminta pengirim tidak bisa dilakukan pada laporannya saat ini."),
    "mailing_list": _("Surel ini dikirim ke banyak alamat sekaligus."),
    "astray": _("Jawaban surel yang tidak sampai di laporannya."),
    "only_files": _("Hanya berisi berkas yang tidak bisa kami terima."),
    "wordless": _("Foto atau lokasi tanpa keterangan; pengirim belum menjawab pertanyaan kami."),
    "flood": _("Terlalu banyak pesan dari pengirim ini dalam satu jam."),
    "too_long": _("Terlalu panjang untuk satu laporan."),
    "mail_too_large": _("Surel ini terlalu besar. Aslinya ada di kotak surel kita, di folder “Perlu dilihat”."),
    "mail_unread": _(
        "Surel ini tidak terbaca oleh sistem. Aslinya ada di kotak surel kita, di folder “Perlu dilihat”."
    ),
    "piece": _("Hanya sebagian dari pesan panjang ini yang tiba."),
    "back": _("Dikembalikan ke sini oleh petugas."),
}
DROPPED: dict[str, Sentence] = ASIDE | {PRANK: _("Ditandai iseng.")}
OTHER = _("Sistem tidak yakin apa maksud pesan ini.")


def sentence(code: str) -> Sentence:
    """What an officer reads; of a code that nobody has written about, that the system wasn't sure."""
    return (WAITING | DROPPED).get(kind(code), OTHER)


def kind(code: str) -> str:
    """A code may carry more behind it."""
    return code.partition(" ")[0]
