"""The words of a step: what people typed, checked before it is kept."""

from django.utils.translation import gettext as _

from lapor.core.errors import Refused


def require(text: str, *, field: str = "text", most: int = 5000) -> str:
    """The text of a step: there, and of a length that people read.

    Raises Refused: `empty`, `too_long`, `odd_characters`.
    """
    text = text.strip()
    if not text:
        raise Refused("empty", _("Bagian ini perlu diisi."), field=field)
    if len(text) > most:
        sentence = _("Tulisan ini %(length)s karakter. Paling banyak %(most)s.") % {"length": len(text), "most": most}
        raise Refused("too_long", sentence, field=field)
    if "\0" in text:
        raise Refused("odd_characters", _("Ada karakter yang tidak bisa kami baca. Mohon ketik ulang."), field=field)
    return text
