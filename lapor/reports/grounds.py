"""What an answer may not be: a refusal without a regulation, or "not ours" in other words.

A report is never closed by sending its reporter to another door: returning it takes it there (docs/policy.md).
"""

import re

from django.utils.translation import gettext as _

from lapor.core.errors import Refused
from lapor.reports.lifecycle import AnswerKind

# The kinds of regulation that there are (UU 12/2011, articles 7 and 8, and how offices shorten them).
_REGULATION = re.compile(
    r"\b(UUD|UU|undang-undang|perppu|PP|peraturan|perpres|permen\w*|perka\w*|perban|perda\w*|qanun|pergub|perbup|perwal\w*"
    r"|keputusan|keppres|kepmen\w*|kepgub|kepbup|instruksi|inpres|inmen\w*|surat edaran|SE)\b",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"\d")
_AUTHORITY = r"(?:ke)?wenang(?:an)?|tupoksi|tugas pokok|ranah"
_NOT = rf"\b(?:bukan|di ?luar|tidak termasuk)(?: merupakan| menjadi| dalam| lingkup)* (?:{_AUTHORITY})"
_OURS = r" (?:kami|(?:dinas|instansi|unit|kantor|badan|bidang|pihak|kelurahan|kecamatan|desa) (?:kami|ini))\b"
_NOT_OURS = re.compile(_NOT + _OURS, re.IGNORECASE)
_NOT_MINE_TO_REFUSE = re.compile(
    rf"{_NOT}\b|\b(?:silakan|silahkan|mohon|harap)(?: \w+)?"
    r" (?:me?lapor\w*|(?:meng)?hubungi|(?:meng)?adu\w*|(?:meny|s)ampaikan)(?: \w+){0,3} (?:ke|kepada)"
    r" (?:dinas|instansi|kantor|kementerian|badan|pemerintah|pem(?:da|prov|kab|kot))\b",
    re.IGNORECASE,
)


def check(kind: AnswerKind, text: str, ground: str) -> None:
    """Raises Refused: `not_ours` where the words send the reporter elsewhere, `no_ground` without a regulation."""
    said = " ".join(f"{text} {ground}".split())
    if _NOT_OURS.search(said) or (kind == AnswerKind.REFUSED and _NOT_MINE_TO_REFUSE.search(said)):
        sentence = _("Laporan tidak bisa dijawab dengan “bukan wewenang kami”. Kembalikan laporan ini: ia diteruskan "
                     "kepada yang berwenang, dan pelapor tidak perlu melapor lagi.")  # fmt: skip
        raise Refused("not_ours", sentence, field="text")
    if kind == AnswerKind.REFUSED and not (_REGULATION.search(ground) and _NUMBER.search(ground)):
        sentence = _("Sebutkan dasar hukumnya: peraturan dan pasalnya, misalnya “Perda 3/2021 pasal 7”.")
        raise Refused("no_ground", sentence, field="ground")
