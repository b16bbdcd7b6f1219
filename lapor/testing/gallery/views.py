from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from lapor.testing.gallery.figures import FIGURES
from lapor.testing.gallery.forms import LONG_AGENCY, FilterForm, ReportForm

FOLDER = Path(__file__).parent
MOMENT = datetime(2026, 11, 24, 23, 59, tzinfo=ZoneInfo("Asia/Makassar"))
BODY = (
    "Sejak hujan hari Jumat, jembatan kayu di jalan masuk desa kami putus di tengah. Anak-anak sekolah harus "
    "menyeberang dengan perahu kecil dan dua hari ini tidak ada perahu.\n\nKami sudah memberi tahu pak kades, "
    "tetapi belum ada yang datang."
)
CARD: dict[str, Any] = {
    "url": "#",
    "title": "Jembatan kayu menuju SD 004 Muara Wahau putus dan anak-anak menyeberang dengan perahu",
    "number": 1234567890,
    "excerpt": BODY,
    "place": "Muara Wahau, Kutai Timur",
    "received": MOMENT,
    "state": "proses",
    "label": "Sedang dikerjakan",
    "step": 3,
    "holder": LONG_AGENCY,
    "deadline": "2 hari kerja lagi",
    "deadline_level": "soon",
    "supporters": 1234,
}
CARDS = [
    CARD,
    CARD
    | {
        "title": "Air PDAM keruh",
        "state": "belum",
        "label": "Belum ditanggapi",
        "step": 2,
        "holder": "Admin Kabupaten Kutai Timur",
        "deadline": "terlambat 3 hari kerja",
        "deadline_level": "late",
        "supporters": 0,
    },
    CARD
    | {
        "title": "Lampu jalan di depan puskesmas sudah menyala",
        "state": "selesai",
        "label": "Selesai",
        "step": 5,
        "holder": "",
        "journey_state": "closed",
        "deadline": "dijawab tepat waktu",
        "deadline_level": "met",
        "excerpt": "",
    },
]
COLUMNS = [{"label": "Laporan"}, {"label": "Keadaan"}, {"label": "Tempat"}, {"label": "Sisa waktu"}]
BARS = [
    {"label": "Belum ditanggapi", "value": 1204, "share": 14, "state": "belum"},
    {"label": "Sedang dikerjakan", "value": 4310, "share": 50, "state": "proses"},
    {"label": "Selesai", "value": 8590, "share": 100, "state": "selesai"},
]


def parts(request: HttpRequest) -> HttpResponse:
    """All components, one below the other."""
    bound = ReportForm(
        {"kind": "complaint", "title": "", "body": "x" * 5012, "place": "Sangatta", "happened": "kemarin"}
    )
    return _page(
        request, "parts", form=bound, empty_form=ReportForm(auto_id="empty_%s"), filters=FilterForm(auto_id="filter_%s")
    )


def report(request: HttpRequest) -> HttpResponse:
    """A report as the public sees it."""
    return _page(request, "report")


def desk(request: HttpRequest) -> HttpResponse:
    """An inbox of officers."""
    return _page(request, "desk", filters=FilterForm({"state": ["belum"]}, auto_id="filter_%s"))


def figures(request: HttpRequest) -> HttpResponse:
    """Charts of all kinds."""
    return _page(request, "figures", **FIGURES)


def _page(request: HttpRequest, name: str, **values: object) -> HttpResponse:
    rows = [[_link(card["title"]), _tag(card), card["place"], _deadline(card)] for card in CARDS]
    values |= {
        "agency": LONG_AGENCY,
        "moment": MOMENT,
        "body": BODY,
        "cards": CARDS,
        "columns": COLUMNS,
        "rows": rows,
        "bars": BARS,
        "attachment": [{"url": "#", "name": "jembatan-putus.jpg", "note": "1,4 MB"}],
    }
    page = engines["django"].from_string((FOLDER / f"{name}.html").read_text())
    return HttpResponse(page.render(values, request))


def _link(title: str) -> SafeString:
    return SafeString(f'<a href="#">{title}</a>')


def _tag(card: dict[str, Any]) -> SafeString:
    return render_to_string("ui/components/status_tag.html", card)


def _deadline(card: dict[str, Any]) -> SafeString:
    return render_to_string("ui/components/deadline.html", {"text": card["deadline"], "level": card["deadline_level"]})
