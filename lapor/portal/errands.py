"""What a reporter can do with the own report: one line for each, with its form, its words and the step it takes."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from typing import Any

from django import forms
from django.utils.functional import Promise as LazyText
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from lapor.ombudsman import consent
from lapor.portal import ombudsman, reporter_forms
from lapor.portal.forms import point_in, where
from lapor.reports import adding, appeal, closing, holding, overseeing, privacy, response, supporting
from lapor.reports.actors import Actor
from lapor.reports.lifecycle import TO_EACH_PART, Action, ActorKind, Channel, Relation, State
from lapor.reports.models import Report

Text = str | LazyText


@dataclass(frozen=True)
class Errand:
    """`slug` is its address below the report's, `offer` the words of the link to it, `button` those that do it."""

    slug: str
    action: Action
    form: type[forms.Form]
    offer: Text
    title: Text
    lead: Text
    button: Text
    done: Text
    take: Callable[..., Report]
    grave: bool = False
    fits: Callable[[Report, datetime], bool] = lambda report, at: True  # what the table of the life cycle doesn't know
    first: Callable[[Report, Actor], dict[str, Any]] = lambda report, by: {}  # what the form starts with
    then: str = ""  # the errand that is asked next


def _supply(number: int, said: dict[str, Any], *, by: Actor, at: datetime) -> Report:
    return holding.supply(number, text=said["text"], files=said["files"], by=by, at=at)


def _add(number: int, said: dict[str, Any], *, by: Actor, at: datetime) -> Report:
    return adding.add(number, text=said["text"], files=said["files"], by=by, at=at)


def _tell_place(number: int, said: dict[str, Any], *, by: Actor, at: datetime) -> Report:
    point = point_in(said)
    told = where(said, point)
    marked = ", ".join(f"{each:.5f}" for each in point or ())
    named = ", ".join(filter(None, [told["place"], told["region"] and told["region"].path_name]))
    words = named or gettext("Titik di peta: {place}").format(place=marked)
    return adding.add(number, text=words, gives="place", region=told["region"], point=point, by=by, at=at)


def _tell_agency(number: int, said: dict[str, Any], *, by: Actor, at: datetime) -> Report:
    words = gettext("Instansi yang dituju: %s.") % (said["agency"] or said["office"])
    return adding.add(number, text=words, gives="agency", agency=said["agency"], by=by, at=at)


def _reply(number: int, said: dict[str, Any], *, by: Actor, at: datetime) -> Report:
    return response.reply(number, text=said["text"], files=said["files"], by=by, at=at)


def _rate(number: int, said: dict[str, Any], *, by: Actor, at: datetime) -> Report:
    return closing.accept(number, rating=said["rating"], text=said["text"], by=by, at=at)


def _contest(number: int, said: dict[str, Any], *, by: Actor, at: datetime) -> Report:
    return closing.contest(number, reason=said["text"], by=by, at=at)


def _reopen(number: int, said: dict[str, Any], *, by: Actor, at: datetime) -> Report:
    return closing.reopen(number, reason=said["text"], by=by, at=at)


def _withdraw(number: int, said: dict[str, Any], *, by: Actor, at: datetime) -> Report:
    return closing.withdraw(number, reason=said["text"], by=by, at=at)


def _raise_privacy(number: int, said: dict[str, Any], *, by: Actor, at: datetime) -> Report:
    return privacy.raise_flags(number, anonymous=said["anonymous"], secret=said["secret"], by=by, at=at)


def _consent(number: int, said: dict[str, Any], *, by: Actor, at: datetime) -> Report:
    return privacy.consent(number, by=by, at=at)


def _link(number: int, said: dict[str, Any], *, by: Actor, at: datetime) -> Report:
    return supporting.link(number, to=by, by=by, at=at)


ERRANDS: tuple[Errand, ...] = (
    Errand(
        "lengkapi", Action.SUPPLY, reporter_forms.SupplyForm,
        offer=_("Lengkapi data"),
        title=_("Lengkapi data"),
        lead=_("Petugas menunggu data ini dari Anda. Setelah dikirim, laporan langsung dilanjutkan."),
        button=_("Kirim data"),
        done=_("Terima kasih. Data Anda sudah sampai dan laporan dilanjutkan."),
        take=_supply,
    ),
    Errand(
        "tempat", Action.ADD, reporter_forms.WhereForm,
        offer=_("Beri tahu tempat kejadian"),
        title=_("Di mana kejadiannya?"),
        lead=_("Laporan Anda sudah kami terima, tetapi tempatnya belum ada. Dengan itu petugas bisa lebih cepat datang "
               "atau memeriksa."),
        button=_("Kirim tempat"),
        done=_("Terima kasih. Tempatnya sudah kami catat."),
        take=_tell_place,
        fits=lambda report, at: "place" in report.missing and report.region_id is None and report.latitude is None,
    ),
    Errand(
        "instansi", Action.ADD, reporter_forms.OfficeForm,
        offer=_("Pilih instansi yang dituju"),
        title=_("Instansi mana yang Anda maksud?"),
        lead=_("Bila Anda tahu, laporan langsung sampai di sana. Tidak tahu? Lewati saja; kami yang mencarikan."),
        button=_("Kirim ke instansi ini"),
        done=_("Terima kasih. Pilihan Anda sudah kami catat."),
        take=_tell_agency,
        fits=lambda report, at: adding.may_choose_agency(report),
    ),
    Errand(
        "tambah", Action.ADD, reporter_forms.AddForm,
        offer=_("Tambah keterangan atau foto"),
        title=_("Tambah keterangan"),
        lead=_("Ada yang terlupa atau berubah? Tulis di sini. Laporan tetap berjalan, dan pemegangnya membacanya."),
        button=_("Kirim keterangan"),
        done=_("Terima kasih. Keterangan Anda sudah ditambahkan."),
        take=_add,
        fits=lambda report, at: report.relation != Relation.PART,
    ),
    Errand(
        "nilai", Action.ACCEPT, reporter_forms.RatingForm,
        offer=_("Sudah beres: beri nilai"),
        title=_("Sudah beres?"),
        lead=_("Dengan nilai 3 sampai 5 laporan ini selesai. Bila ada tanggal yang dijanjikan, Anda boleh menunggu."),
        button=_("Kirim penilaian"),
        done=_("Terima kasih. Penilaian Anda sudah kami catat."),
        take=_rate,
    ),
    Errand(
        "tanggapi", Action.REPLY, reporter_forms.ReplyForm,
        offer=_("Belum beres: minta dilanjutkan"),
        title=_("Belum beres?"),
        lead=_("Unit yang menjawab membaca tanggapan Anda dan wajib melanjutkan laporan ini."),
        button=_("Kirim tanggapan"),
        done=_("Tanggapan Anda sudah sampai. Laporan dilanjutkan."),
        take=_reply,
    ),
    Errand(
        "bantah", Action.CONTEST, reporter_forms.ReasonForm,
        offer=_("Jawabannya tidak benar: minta diperiksa pihak lain"),
        title=_("Minta diperiksa tingkat di atasnya"),
        lead=_("Bukan yang menjawab yang memeriksa, melainkan tingkat di atasnya. Katakan apa yang tidak benar."),
        button=_("Kirim bantahan"),
        done=_("Bantahan Anda sudah sampai. Tingkat di atasnya sekarang memeriksa."),
        take=_contest,
        fits=lambda report, at: not appeal.is_last_level(report),
    ),
    Errand(
        "buka-lagi", Action.REOPEN, reporter_forms.ReasonForm,
        offer=_("Masalahnya kembali: buka lagi laporan ini"),
        title=_("Buka lagi laporan ini"),
        lead=_("Bisa sampai 60 hari sesudah selesai. Unit yang sama melanjutkan laporan ini."),
        button=_("Buka lagi"),
        done=_("Laporan Anda dibuka lagi."),
        take=_reopen,
    ),
    Errand(
        "hubungkan", Action.LINK, reporter_forms.PlainForm,
        offer=_("Hubungkan dengan nomor HP atau surel"),
        title=_("Hubungkan dengan akun Anda"),
        lead=_("Sesudah ini laporan ini ada di akun Anda dan bisa dibuka tanpa PIN."),
        button=_("Hubungkan"),
        done=_("Laporan ini sekarang ada di akun Anda."),
        take=_link,
        fits=lambda report, at: report.reporter_tag is None and report.relation != Relation.PART,
    ),
    Errand(
        "rahasiakan", Action.RAISE_PRIVACY, reporter_forms.PrivacyForm,
        offer=_("Sembunyikan nama atau laporan"),
        title=_("Sembunyikan lebih banyak"),
        lead=_("Berlaku saat itu juga. Yang terlanjur dibaca orang tidak bisa kami tarik kembali."),
        button=_("Sembunyikan"),
        done=_("Sudah disembunyikan."),
        take=_raise_privacy,
        fits=lambda report, at: not (report.is_anonymous and report.is_secret),
    ),
    Errand(
        "izinkan", Action.CONSENT, reporter_forms.PlainForm,
        offer=_("Izinkan petugas membuka kerahasiaan"),
        title=_("Izinkan kerahasiaan diturunkan?"),
        lead=_("Petugas boleh, satu kali, menghapus tanda anonim atau rahasia pada laporan ini. Izin ini dicatat."),
        button=_("Ya, saya izinkan"),
        done=_("Izin Anda sudah dicatat."),
        take=_consent,
        fits=lambda report, at: (report.is_anonymous or report.is_secret) and report.privacy_consent_at is None,
    ),
    Errand(
        "ombudsman", Action.CONSENT, reporter_forms.PlainForm,
        offer=_("Izinkan Ombudsman membaca laporan ini"),
        title=_("Izinkan Ombudsman membaca laporan ini?"),
        lead=_("Laporan Anda lebih dari 60 hari belum selesai. Dengan izin Anda, Ombudsman RI bisa membaca laporan ini "
               "beserta riwayatnya, juga bila rahasia. Sesudah itu kami tanyakan data yang diminta undang-undangnya; "
               "itu boleh nanti. Izin ini bisa dicabut."),
        button=_("Ya, saya izinkan"),
        done=_("Ombudsman sekarang bisa membaca laporan ini."),
        take=lambda number, said, *, by, at: consent.give(number, by=by, at=at),
        fits=lambda report, at: overseeing.may_be_asked(report, at=at) and report.ombudsman_consent_at is None,
        then="data-ombudsman",
    ),
    Errand(
        "data-ombudsman", Action.DISCLOSE, ombudsman.DetailsForm,
        offer=_("Isi data untuk Ombudsman"),
        title=_("Data untuk Ombudsman"),
        lead=_("Pasal 24 UU Nomor 37 Tahun 2008 meminta data ini dari siapa pun yang melapor kepada Ombudsman. Hanya "
               "Ombudsman yang membacanya; petugas dan instansi yang Anda laporkan tidak. Boleh Anda "
               "isi nanti. Tidak mau? Cabut saja izin untuk Ombudsman di halaman laporan Anda."),
        button=_("Simpan dan serahkan"),
        done=_("Data Anda tersimpan. Berkasnya sekarang disiapkan untuk Ombudsman."),
        take=ombudsman.tell,
        fits=ombudsman.can_tell,
        first=ombudsman.first_values,
    ),
    Errand(
        "cabut-ombudsman", Action.CONSENT, reporter_forms.PlainForm,
        offer=_("Cabut izin untuk Ombudsman"),
        title=_("Cabut izin untuk Ombudsman?"),
        lead=_("Sesudah ini Ombudsman tidak bisa membuka laporan ini atau berkasnya lagi, dan data yang Anda isi "
               "untuknya kami hapus. Yang sudah dibaca atau diunduh tidak bisa kami tarik."),
        button=_("Cabut izin"),
        done=_("Izin untuk Ombudsman sudah dicabut, dan data yang Anda isi untuknya sudah dihapus."),
        take=lambda number, said, *, by, at: consent.take_back(number, by=by, at=at),
        fits=lambda report, at: report.ombudsman_consent_at is not None and report.relation != Relation.PART,
    ),
    Errand(
        "tarik", Action.WITHDRAW, reporter_forms.WithdrawForm,
        offer=_("Tarik laporan"),
        title=_("Tarik laporan ini?"),
        lead=_("Penanganannya berhenti dan laporan diarsipkan. Ini tidak bisa dibatalkan; Anda selalu bisa mengirim "
               "laporan baru."),
        button=_("Tarik laporan"),
        done=_("Laporan Anda sudah ditarik."),
        take=_withdraw,
        grave=True,
    ),
)  # fmt: skip
BY_SLUG = {errand.slug: errand for errand in ERRANDS}
OF_PART = TO_EACH_PART - {Action.WITHDRAW} | {Action.SUPPLY}  # withdrawn is the whole
ASKED_NOW = {State.ON_HOLD: "lengkapi", State.ANSWERED: "nilai"}  # what the page of the report itself asks for


def offered(report: Report, *, by: Actor, at: datetime) -> list[Errand]:
    """What this reporter may do here and now, as the life cycle allows it."""
    actions = report.offers(by=by)
    if not closing.window_is_open(report, at=at):
        actions -= {Action.CONTEST, Action.REOPEN}
    return [errand for errand in ERRANDS if errand.action in actions and errand.fits(report, at)]


def of_part(part: Report, *, by: Actor, at: datetime) -> list[Errand]:
    """What the reporter may do with one part of a divided report, as its whole offers it."""
    return [errand for errand in offered(part, by=by, at=at) if errand.action in OF_PART]


def asked_now(report: Report, among: Iterable[Errand]) -> Errand | None:
    """The one thing that the report waits for from its reporter, else what it came without, one after the other."""
    by_slug = {errand.slug: errand for errand in among}
    wanted = chain([ASKED_NOW.get(State(report.state))], _left_out(report))
    return next((by_slug[slug] for slug in wanted if slug in by_slug), None)


def _left_out(report: Report) -> Iterator[str]:
    """What the channel it came by asks too little for; the form of the web has asked for it already."""
    if report.channel != Channel.WEB:
        yield "tempat"
        if not report.events.filter(action=Action.ADD, data__gives="agency").exists():  # once is enough
            yield "instansi"


def needs_account(errand: Errand, *, by: Actor) -> bool:
    return errand.action == Action.LINK and by.kind != ActorKind.CITIZEN
