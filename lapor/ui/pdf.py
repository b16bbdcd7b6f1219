"""Documents to print: a template becomes a PDF that screen readers can read, without a word to the network.

Templates extend `ui/pdf/base.html`, which tells its blocks and shapes; how they look is in `static/ui/print.css`.
"""

from threading import Lock
from typing import Any

from django.http import HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from lapor.core.errors import Refused
from lapor.core.files import safe_headers

MOST_CHARACTERS = 500_000  # of HTML: some 150 full pages and 20 seconds of a processor; nobody reads more
_ONE_AT_A_TIME = Lock()  # a book takes a processor and some 100 MB: two at once would be later and larger, not faster


def pdf(template: str, context: dict[str, Any]) -> bytes:
    """The document as a tagged PDF (PDF/UA-1). Raises Refused: `too_long`, `no_printer`."""
    html = render_to_string(template, context)
    if len(html) > MOST_CHARACTERS:
        raise Refused(
            "too_long", _("Dokumen ini terlalu panjang untuk dicetak sekaligus. Pilih bagian yang lebih kecil.")
        )
    try:
        from lapor.ui import press  # takes a second and libraries of the system: only who prints pays for it
    except OSError as error:
        raise _no_printer() from error
    with _ONE_AT_A_TIME:
        return press.written(press.laid_out(html))


def answer(data: bytes, filename: str) -> HttpResponse:
    """The PDF as a download under this name."""
    return HttpResponse(data, headers=safe_headers("application/pdf", filename, inline=False))


def _no_printer() -> Refused:
    sentence = _(
        "Server ini belum bisa membuat PDF karena pustaka Pango belum terpasang. Minta pengelola layanan memasang "
        "paket libpango-1.0-0, libpangoft2-1.0-0, dan libharfbuzz-subset0."
    )
    return Refused("no_printer", sentence)
