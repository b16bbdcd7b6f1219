"""The action plans of the demo: the centre's template, Kutai Timur's plan of this year and its draft of the next."""

from datetime import datetime, timedelta
from typing import NamedTuple

from django.db import transaction
from django.utils import timezone

from lapor.accounts.models import User
from lapor.agencies.models import Role, Unit
from lapor.plans import drafting, progress, steps
from lapor.plans.drafting import Source, Words
from lapor.plans.models import Item, Part, Plan, TemplateRow
from lapor.plans.steps import Step

PROFILE = """Pemerintah Kabupaten Kutai Timur mengelola pengaduan lewat LAPOR! sejak terhubung secara nasional. Dinas \
Komunikasi dan Informatika, Statistik dan Persandian menjadi admin; setiap perangkat daerah dan kecamatan punya \
pejabat penghubung.

Tahun ini kami ingin setiap laporan terverifikasi dalam tiga hari kerja, setiap jawaban menyebut apa yang sudah \
dikerjakan, dan warga di kecamatan yang jauh tahu ke mana harus melapor."""


class Told(NamedTuple):
    """An item of the template, and what Kutai Timur made of it: whose it is and how far it came."""

    part: Part
    title: str
    indicator: str
    target: str
    month: int
    owner: str
    percent: int
    note: str


ITEMS = (
    Told(Part.INSTITUTION, "Menetapkan SK tim pengelola pengaduan", "SK tim ditandatangani dan diunggah",
         "1 SK yang berlaku sampai akhir tahun", 2, "64.08/setda/hukum", 100, "SK ditandatangani dan diunggah."),
    Told(Part.INSTITUTION, "Menunjuk pejabat penghubung di setiap perangkat daerah",
         "Perangkat daerah dan kecamatan yang punya pejabat penghubung aktif", "100%", 3, "64.08/bkpsdm", 100,
         "Semua perangkat daerah dan kecamatan sudah punya pejabat penghubung."),
    Told(Part.INSTITUTION, "Melatih pejabat penghubung (bimtek)", "Pejabat penghubung yang mengikuti bimtek", "90%", 6,
         "64.08/diskominfo", 85, "Dua angkatan selesai; tiga kecamatan menyusul."),
    Told(Part.GOVERNANCE, "Menetapkan prosedur baku (SOP) pengelolaan pengaduan", "SOP disahkan bupati", "1 SOP", 4,
         "64.08/setda/organisasi", 100, "SOP disahkan dan dibagikan ke semua unit."),
    Told(Part.GOVERNANCE, "Menyelesaikan laporan tepat waktu", "Laporan yang selesai sebelum tenggat", "90% laporan",
         12, "64.08/diskominfo", 70, "Sampai bulan ini 82% laporan selesai sebelum tenggat."),
    Told(Part.GOVERNANCE, "Mengadakan rapat evaluasi bulanan bersama pimpinan", "Rapat yang punya notulen", "12 rapat",
         12, "64.08/setda/organisasi", 75, "Sembilan rapat, semuanya dengan notulen."),
    Told(Part.ACTIVITY, "Memasang poster kanal pengaduan di kantor pelayanan", "Kantor pelayanan yang memasang poster",
         "100%", 5, "64.08/setda/prokompim", 100, "Poster terpasang di semua kantor pelayanan."),
    Told(Part.ACTIVITY, "Sosialisasi LAPOR! di kecamatan", "Kecamatan yang didatangi", "18 kecamatan", 10,
         "64.08/diskominfo", 60, "Sebelas kecamatan didatangi; yang di pesisir menunggu jadwal kapal."),
    Told(Part.ACTIVITY, "Survei kepuasan pelapor", "Pelapor yang mengisi survei", "200 pelapor", 11,
         "64.08/bappeda", 30, "Kuesioner siap; pengisian mulai bulan ini."),
)  # fmt: skip


def create(*, at: datetime) -> Plan:
    """Template, this year's plan with its progress, and next year's draft."""
    agency = Unit.objects.get(code="64.08")
    admin, head = _officer(agency, Role.AGENCY_ADMIN), _officer(agency, Role.HEAD_OF_AGENCY)
    nation = _officer(Unit.objects.get(code="pusat"), Role.NATIONAL_ADMIN)
    TemplateRow.objects.bulk_create(TemplateRow(**_words(told), due_month=told.month) for told in ITEMS)
    began = at - timedelta(days=320)
    with transaction.atomic():
        plan = drafting.start(agency, timezone.localdate(at).year, Source.TEMPLATE, by=admin, at=began)
        drafting.write_profile(plan.pk, PROFILE, by=admin, at=began)
        for item, told in _pairs(plan):
            owner = Unit.objects.get(code=told.owner)
            words = Words(**_words(told), owner_unit=owner, owner_name="", due_date=item.due_date)
            drafting.change_item(item.pk, words, by=admin, at=began)
        steps.take(Step.APPROVE, plan.pk, by=head, at=began + timedelta(days=9))
        steps.take(Step.SUBMIT, plan.pk, by=admin, at=began + timedelta(days=10))
        steps.take(Step.REGISTER, plan.pk, by=nation, at=began + timedelta(days=18))
        for number, (item, told) in enumerate(_pairs(plan)):
            _go_on(item, told, admin, at - timedelta(days=20 + 9 * number))
        drafting.start(agency, plan.year + 1, Source.LAST, by=admin, at=at)
    return plan


def _go_on(item: Item, told: Told, by: User, at: datetime) -> None:
    half = told.percent // 2
    progress.report(item.pk, half, note="Persiapan selesai, pelaksanaan mulai.", by=by, at=at - timedelta(days=60))
    progress.report(item.pk, told.percent, note=told.note, by=by, at=at)
    if told.percent == 100:
        link = "https://kutaitimurkab.go.id/pengaduan"
        progress.show(item.pk, title=f"Dokumen: {told.title[:80]}", link=link, by=by, at=at)


def _pairs(plan: Plan) -> list[tuple[Item, Told]]:
    told = {each.title: each for each in ITEMS}
    return [(item, told[item.title]) for item in plan.items.order_by("id")]


def _words(told: Told) -> dict:
    return {name: getattr(told, name) for name in ("part", "title", "indicator", "target")}


def _officer(unit: Unit, role: Role) -> User:
    return User.objects.filter(memberships__unit=unit, memberships__role=role).order_by("id")[0]
