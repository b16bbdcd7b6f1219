"""All ways to report on one page: where each begins, what follows, what it costs and how to follow it from there."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from lapor import channels
from lapor.agencies import memberships
from lapor.agencies.models import Unit
from lapor.channels import pauses
from lapor.core.http import read_words

KEPT_FOR = 60  # seconds in a cache: a pause is soon told
MOST_DESKS = 12


@dataclass(frozen=True)
class Example:
    """What somebody can send, word for word; `url` begins it on a phone."""

    text: str
    does: str
    url: str = ""


@dataclass(frozen=True)
class Door:
    """One way in. `address` is what one writes down, `url` where the button leads."""

    slug: str
    icon: str
    title: str
    lead: str
    then: str
    follow: str
    address: str = ""
    url: str = ""
    button: str = ""
    cost: str = ""
    examples: tuple[Example, ...] = ()
    is_paused: bool = False


@require_safe
@cache_control(public=True, max_age=KEPT_FOR)
def doors(request: HttpRequest) -> HttpResponse:
    """Every way that is open here; service desks are found by name."""
    at, words = timezone.now(), read_words(request, "q")
    desks = memberships.desks(at)
    found = desks.search(words, at, limit=MOST_DESKS) if words else list(desks.order_by("name")[: MOST_DESKS + 1])
    context = {
        "doors": list(_open(at)),
        "words": words,
        "desks": found[:MOST_DESKS],
        "has_more": len(found) > MOST_DESKS,
        "can_search": bool(words) or len(found) > MOST_DESKS,
    }
    return render(request, "portal/doors/doors.html", context)


def _open(at: datetime) -> Iterator[Door]:
    """In the order in which most people find them easiest."""
    paused = pauses.running()
    yield _web()
    if channels.CHANNELS["sms"].available():
        yield _sms(at, is_paused="sms" in paused)
    if settings.WHATSAPP_NUMBER and channels.CHANNELS["whatsapp"].available():
        yield _whatsapp(is_paused="whatsapp" in paused)
    if settings.TELEGRAM_BOT and channels.CHANNELS["telegram"].available():
        yield _telegram(is_paused="telegram" in paused)
    if settings.MAIL_IN_ADDRESS:
        yield _mail(is_paused="email" in paused)


def _web() -> Door:
    return Door(
        slug="web",
        icon="file",
        title=_("Web"),
        lead=_("Formulir di HP atau komputer, dengan foto dan titik di peta. Tanpa akun."),
        url=reverse("portal:home"),
        button=_("Tulis laporan"),
        then=_("Nomor dan PIN langsung tampil. Catat keduanya."),
        follow=_("Buka Lacak laporan, ketik nomor dan PIN. Atau masuk dengan kode, bila kontak Anda terhubung."),
    )


def _sms(at: datetime, *, is_paused: bool) -> Door:
    number = settings.SMS_SENDER
    return Door(
        slug="sms",
        icon="phone",
        title=_("SMS"),
        lead=_("Tanpa internet, dari HP apa pun. Tulis apa yang terjadi, lalu kirim."),
        address=number,
        url=f"sms:{number}",
        button=_("Tulis SMS"),
        then=_("Kami balas dengan nomor dan PIN, lalu bertanya paling banyak dua hal: di mana, dan instansi mana."),
        follow=_("Kirim STATUS dan nomor laporan Anda ke nomor yang sama. Kabar baru juga kami kirim lewat SMS."),
        cost=_("Kami tidak memungut biaya. Tarif SMS menurut operator Anda."),
        examples=tuple(_examples(number, at)),
        is_paused=is_paused,
    )


def _examples(number: str, at: datetime) -> Iterator[Example]:
    said = _("Lampu jalan di Gang Kenari, Sangatta Utara, padam sejak Senin.")
    yield Example(said, _("laporan baru, dengan kata-kata sendiri"), f"sms:{number}?body={quote(said)}")
    unit = Unit.objects.current(at).filter(keyword__gt="").order_by("keyword").first()
    if unit:
        named = f"{unit.keyword} {said}"
        yield Example(
            named,
            _("laporan baru, langsung ke %s") % (unit.short_name or unit.name),
            f"sms:{number}?body={quote(named)}",
        )
    yield Example("STATUS 1234567890", _("sampai di mana laporan ini"))
    yield Example(_("BALAS 1234567890 Masih padam"), _("menjawab petugas atau menambah keterangan"))
    yield Example("SELESAI 1234567890 5", _("menerima jawaban, dengan nilai 1 sampai 5"))
    yield Example("BATAL 1234567890", _("menarik laporan"))
    yield Example("BANTUAN", _("petunjuk singkat"), f"sms:{number}?body=BANTUAN")


def _then_by_chat() -> str:
    return _("Kami balas dengan nomor dan PIN, lalu bertanya di mana kejadiannya dan instansi mana.")


def _followed_by_chat() -> str:
    return _("Kirim STATUS dan nomor laporan Anda di percakapan yang sama.")


def _whatsapp(*, is_paused: bool) -> Door:
    return Door(
        slug="whatsapp",
        icon="chat",
        title="WhatsApp",
        lead=_("Tulis seperti kepada teman. Foto dan lokasi boleh ikut."),
        address=f"+{settings.WHATSAPP_NUMBER}",
        url=f"https://wa.me/{settings.WHATSAPP_NUMBER}",
        button=_("Buka WhatsApp"),
        then=_then_by_chat(),
        follow=_followed_by_chat(),
        is_paused=is_paused,
    )


def _telegram(*, is_paused: bool) -> Door:
    return Door(
        slug="telegram",
        icon="chat",
        title="Telegram",
        lead=_("Tulis kepada bot kami. Foto dan lokasi boleh ikut."),
        address=f"@{settings.TELEGRAM_BOT}",
        url=f"https://t.me/{settings.TELEGRAM_BOT}",
        button=_("Buka Telegram"),
        then=_then_by_chat(),
        follow=_followed_by_chat(),
        is_paused=is_paused,
    )


def _mail(*, is_paused: bool) -> Door:
    address = settings.MAIL_IN_ADDRESS
    return Door(
        slug="surel",
        icon="mail",
        title=_("Surel"),
        lead=_(
            "Subjek menjadi judul, isi surel menjadi laporan. Tulis juga di mana. Foto dan dokumen boleh dilampirkan."
        ),
        address=address,
        url=f"mailto:{address}",
        button=_("Tulis surel"),
        then=_("Kami balas dengan nomor dan PIN."),
        follow=_(
            "Balas surel dari kami: isinya ditambahkan ke laporan Anda. Kabar baru kami kirim ke alamat yang sama."
        ),
        is_paused=is_paused,
    )
