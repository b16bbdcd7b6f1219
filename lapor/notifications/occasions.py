"""What can be told: the occasions, which event of the record is which, and to whom each can be told."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from lapor.reports.lifecycle import Action, AnswerKind, Rung, State
from lapor.reports.models import Event


class Occasion(TextChoices):
    RECEIVED = "received", _("Laporan diterima")
    VERIFIED = "verified", _("Laporan diverifikasi")
    REFERRED = "referred", _("Laporan diteruskan")
    RETURNED = "returned", _("Dikembalikan: bukan wewenang")
    HELD = "held", _("Data diminta dari pelapor")
    SUPPLIED = "supplied", _("Pelapor melengkapi data")
    FOLLOWED_UP = "followed_up", _("Ada tindak lanjut")
    PROPOSED = "proposed", _("Jawaban menunggu persetujuan")
    SOLVED = "solved", _("Dijawab: sudah diselesaikan")
    PLANNED = "planned", _("Dijawab: dijadwalkan")
    REFUSED = "refused", _("Dijawab: tidak dapat dipenuhi")
    EXTENDED = "extended", _("Tenggat diperpanjang")
    REPLIED = "replied", _("Pelapor menanggapi")
    RESUMED = "resumed", _("Dilanjutkan sesuai rencana")
    CLOSED = "closed", _("Laporan selesai")
    CONTESTED = "contested", _("Penyelesaian dibantah pelapor")
    REOPENED = "reopened", _("Laporan dibuka kembali")
    WITHDRAWN = "withdrawn", _("Laporan ditarik pelapor")
    ARCHIVED = "archived", _("Laporan diarsipkan")
    JOINED = "joined", _("Laporan digabungkan")
    SPLIT = "split", _("Laporan dibagi")
    PRIVACY = "privacy", _("Kerahasiaan berubah")
    WARNED_75 = "warned_75", _("Peringatan pertama sebelum tenggat")
    WARNED_90 = "warned_90", _("Peringatan kedua sebelum tenggat")
    LATE = "late", _("Tenggat terlewati")
    CLIMBED = "climbed", _("Keterlambatan naik ke tingkat di atasnya")
    CLOCK_MOVED = "clock_moved", _("Tenggat digeser karena hari libur baru")
    SIXTY_DAYS = "sixty_days", _("Enam puluh hari tanpa penyelesaian")
    DISCLOSED = "disclosed", _("Berkas Ombudsman menunggu petugas")
    HANDED_OVER = "handed_over", _("Berkas diserahkan kepada Ombudsman")
    ACKNOWLEDGED = "acknowledged", _("Ombudsman menerima berkas")
    CONCLUDED = "concluded", _("Ombudsman menyampaikan hasil")
    ASKED_FIXED = "asked_fixed", _("Pertanyaan empat minggu setelah selesai")
    PUBLISHED = "published", _("Laporan terbit")


class Audience(TextChoices):
    """What somebody is to the report that makes them be told."""

    REPORTER = "reporter", _("Pelapor")
    SUPPORTERS = "supporters", _("Pendukung dan pengikut")
    UNIT = "unit", _("Unit penanggung jawab")
    AGENCY_ADMIN = "agency_admin", _("Admin instansi")
    SUPERIOR = "superior", _("Atasan")
    COORDINATOR = "coordinator", _("Koordinator provinsi")
    NATIONAL = "national", _("Admin nasional")
    OVERSEER = "overseer", _("Ombudsman")
    PARTNER = "partner", _("Aplikasi mitra")


_PLAIN = {
    Action.SUBMIT: Occasion.RECEIVED, Action.VERIFY: Occasion.VERIFIED, Action.REFER: Occasion.REFERRED,
    Action.TAKE_ON: Occasion.REFERRED, Action.ARBITRATE: Occasion.REFERRED, Action.SUCCEED: Occasion.REFERRED,
    Action.RETURN: Occasion.RETURNED, Action.HOLD: Occasion.HELD, Action.SUPPLY: Occasion.SUPPLIED,
    Action.ADD: Occasion.SUPPLIED,
    Action.FOLLOW_UP: Occasion.FOLLOWED_UP, Action.PROPOSE: Occasion.PROPOSED, Action.EXTEND: Occasion.EXTENDED,
    Action.REPLY: Occasion.REPLIED, Action.RESUME: Occasion.RESUMED, Action.ACCEPT: Occasion.CLOSED,
    Action.CLOSE_BY_TIME: Occasion.CLOSED, Action.CONTEST: Occasion.CONTESTED, Action.REOPEN: Occasion.REOPENED,
    Action.WITHDRAW: Occasion.WITHDRAWN, Action.ARCHIVE: Occasion.ARCHIVED, Action.JOIN: Occasion.JOINED,
    Action.SPLIT: Occasion.SPLIT, Action.RAISE_PRIVACY: Occasion.PRIVACY, Action.LOWER_PRIVACY: Occasion.PRIVACY,
    Action.MARK_LATE: Occasion.LATE, Action.CLIMB: Occasion.CLIMBED, Action.MOVE_CLOCK: Occasion.CLOCK_MOVED,
    Action.ESCALATE: Occasion.SIXTY_DAYS, Action.HAND_OVER: Occasion.HANDED_OVER,
    Action.ACKNOWLEDGE: Occasion.ACKNOWLEDGED, Action.CONCLUDE: Occasion.CONCLUDED,
    Action.ASK_FIXED: Occasion.ASKED_FIXED, Action.PUBLISH: Occasion.PUBLISHED,
}  # fmt: skip
_ANSWERS = {
    AnswerKind.SOLVED: Occasion.SOLVED,
    AnswerKind.PLANNED: Occasion.PLANNED,
    AnswerKind.REFUSED: Occasion.REFUSED,
}
_WARNINGS = {Rung.FIRST_WARNING.code: Occasion.WARNED_75, Rung.SECOND_WARNING.code: Occasion.WARNED_90}


def of(event: Event) -> Occasion | None:
    """What this event gives to tell; None: nothing."""
    match event.action:
        case Action.ANSWER:
            return _ANSWERS[AnswerKind(event.data["kind"])]
        case Action.WARN:
            return _WARNINGS[event.data["rung"]]
        case Action.DISCLOSE:  # the package of any other report is made by the system, and that is told
            return Occasion.DISCLOSED if event.report.is_secret else None
        case Action.FOLLOW_PARTS:  # of what happens to a divided report only its end isn't told part by part
            return Occasion.CLOSED if event.to_state == State.CLOSED else None
    return _PLAIN.get(Action(event.action))
