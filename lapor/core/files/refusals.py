"""Every reason not to take a file, and the sentence that the person reads: what is wrong and what helps."""

import math

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from lapor.core.errors import Refused
from lapor.core.files.kinds import DOCUMENTS, PICTURES, Kind, Limits


def _refused(code: str, sentence: str) -> Refused:
    return Refused(code, sentence, field="files")


def _number(value: float) -> str:
    """Rounded up to a tenth, so that what is over a limit never reads as the limit itself."""
    tenths = math.ceil(value * 10)
    return number_format(tenths / 10, decimal_pos=1 if tenths % 10 else 0)


def too_many(count: int, limits: Limits) -> Refused:
    sentence = _("Anda memilih %(count)d berkas. Paling banyak %(most)d. Pilih yang paling penting.")
    return _refused("too_many", sentence % {"count": count, "most": limits.files})


def empty(name: str) -> Refused:
    return _refused("empty", _("“%(name)s” kosong. Simpan ulang berkasnya, lalu pilih lagi.") % {"name": name})


def unknown_kind(name: str, head: bytes, limits: Limits) -> Refused:
    """Names the kinds that people often try, so that they know which way leads on; or the few that are taken."""
    if limits.kinds != frozenset(Kind):
        sentence = _("“%(name)s” tidak dapat kami terima di sini. Pilih berkas berjenis %(kinds)s.")
        kinds = ", ".join(kind.upper() for kind in Kind if kind in limits.kinds)
        return _refused("unknown_kind", sentence % {"name": name, "kinds": kinds})
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        hint = _("“%(name)s” berformat Word lama (.doc) atau terkunci kata sandi. Simpan sebagai DOCX atau PDF.")
    elif head[4:12] == b"ftypqt  ":
        hint = _("“%(name)s” adalah video MOV. Simpan sebagai MP4, lalu pilih lagi.")
    elif head.startswith(b"GIF8"):
        hint = _("“%(name)s” adalah gambar GIF. Simpan sebagai JPG atau PNG, lalu pilih lagi.")
    else:
        hint = _(
            "Isi “%(name)s” bukan foto, dokumen, atau video yang dapat kami terima. "
            "Pilih foto (JPG, PNG, WebP, HEIC), dokumen (PDF, DOCX), atau video MP4."
        )
    return _refused("unknown_kind", hint % {"name": name})


def too_large(name: str, kind: Kind, size: int, limits: Limits) -> Refused:
    if kind in PICTURES:
        sentence = _("Foto “%(name)s” %(size)s MB. Paling besar %(most)s MB. Perkecil fotonya, lalu pilih lagi.")
    elif kind in DOCUMENTS:
        sentence = _("Dokumen “%(name)s” %(size)s MB. Paling besar %(most)s MB. Bagi menjadi beberapa berkas.")
    else:
        sentence = _("Video “%(name)s” %(size)s MB. Paling besar %(most)s MB. Potong menjadi lebih pendek.")
    megabyte = 1024 * 1024
    return _refused(
        "too_large",
        sentence % {"name": name, "size": _number(size / megabyte), "most": _number(limits.bytes / megabyte)},
    )


def too_many_pixels(name: str, width: int, height: int, limits: Limits) -> Refused:
    sentence = _(
        "Foto “%(name)s” %(width)d × %(height)d piksel (%(size)s megapiksel). Paling besar %(most)d megapiksel. "
        "Perkecil fotonya, misalnya dengan tangkapan layar, lalu pilih lagi."
    )
    size = _number(width * height / 1_000_000)
    return _refused(
        "too_many_pixels",
        sentence % {"name": name, "width": width, "height": height, "size": size, "most": limits.megapixels},
    )


def animated(name: str) -> Refused:
    sentence = _("“%(name)s” adalah gambar bergerak. Kirim sebagai foto biasa atau video MP4.")
    return _refused("animated", sentence % {"name": name})


def damaged(name: str, kind: Kind) -> Refused:
    if kind in PICTURES:
        sentence = _("Foto “%(name)s” tidak dapat dibuka; mungkin rusak atau belum terunduh utuh. Pilih foto lain.")
    elif kind in DOCUMENTS:
        sentence = _("Dokumen “%(name)s” tidak dapat dibuka; mungkin rusak. Simpan ulang sebagai PDF, lalu pilih lagi.")
    else:
        sentence = _("Video “%(name)s” tidak dapat dibuka; mungkin rusak atau belum terunduh utuh. Pilih video lain.")
    return _refused("damaged", sentence % {"name": name})


def bomb(name: str) -> Refused:
    sentence = _("Isi dokumen “%(name)s” terlalu besar bila dibuka. Simpan sebagai PDF, lalu pilih lagi.")
    return _refused("bomb", sentence % {"name": name})


def macros(name: str) -> Refused:
    sentence = _("Dokumen “%(name)s” berisi makro (program). Simpan sebagai PDF atau DOCX tanpa makro.")
    return _refused("macros", sentence % {"name": name})


def data_track(name: str) -> Refused:
    sentence = _(
        "Video “%(name)s” menyimpan data tambahan, misalnya rekaman lokasi Anda, yang tidak dapat kami hapus. "
        "Potong atau simpan ulang videonya dengan aplikasi lain, lalu pilih lagi."
    )
    return _refused("data_track", sentence % {"name": name})
