"""The life of a report on one page: states, actions, who may take them from where, and what they do to the clocks.

Buttons, rules and the permission tests all read this table (domain rules: docs/policy.md). Conditions that depend on
more than state and person (the third return, approval, the reopen window) stand in the step's own file.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _


class State(TextChoices):
    SUBMITTED = "submitted", _("Belum terverifikasi")
    ON_HOLD = "on_hold", _("Tertunda")
    REFERRED = "referred", _("Terdisposisi, belum ditindaklanjuti")
    IN_PROGRESS = "in_progress", _("Terdisposisi, sedang diproses")
    ANSWERED = "answered", _("Menunggu tanggapan pelapor")
    CLOSED = "closed", _("Selesai")
    ARCHIVED = "archived", _("Arsip")


class Action(TextChoices):
    SUBMIT = "submit", _("Laporan diterima")
    VERIFY = "verify", _("Laporan diverifikasi")
    PUBLISH = "publish", _("Laporan diterbitkan")
    REFER = "refer", _("Diteruskan")
    TAKE_ON = "take_on", _("Mulai ditangani")
    HOLD = "hold", _("Menunggu data dari pelapor")
    SUPPLY = "supply", _("Pelapor melengkapi data")
    ADD = "add", _("Pelapor menambah keterangan")
    RETURN = "return", _("Dikembalikan: bukan wewenang")
    ARBITRATE = "arbitrate", _("Penanggung jawab diputuskan")
    SPLIT = "split", _("Dibagi menjadi beberapa bagian")
    FOLLOW_PARTS = "follow_parts", _("Status mengikuti bagian-bagiannya")
    SUCCEED = "succeed", _("Beralih ke unit penerus")
    FOLLOW_UP = "follow_up", _("Tindak lanjut")
    PROPOSE = "propose", _("Jawaban diajukan untuk disetujui")
    REJECT = "reject", _("Usulan jawaban ditolak")
    ANSWER = "answer", _("Dijawab")
    EXTEND = "extend", _("Tenggat diperpanjang")
    REPLY = "reply", _("Pelapor menanggapi")
    RESUME = "resume", _("Dilanjutkan sesuai rencana")
    ACCEPT = "accept", _("Diterima dan dinilai pelapor")
    CLOSE_BY_TIME = "close_by_time", _("Selesai karena tidak ada tanggapan")
    CONTEST = "contest", _("Penyelesaian dibantah pelapor")
    REOPEN = "reopen", _("Dibuka kembali")
    WITHDRAW = "withdraw", _("Ditarik pelapor")
    ARCHIVE = "archive", _("Diarsipkan")
    JOIN = "join", _("Digabungkan dengan laporan yang sama")
    SUPPORT = "support", _("Didukung warga lain")
    RECLASSIFY = "reclassify", _("Klasifikasi diubah")
    RAISE_PRIVACY = "raise_privacy", _("Kerahasiaan ditingkatkan")
    LOWER_PRIVACY = "lower_privacy", _("Kerahasiaan diturunkan dengan persetujuan pelapor")
    CONSENT = "consent", _("Pelapor memberi persetujuan")
    REVISE = "revise", _("Versi publik diperbaiki")
    NOTE = "note", _("Catatan internal")
    INSPECT = "inspect", _("Hasil diperiksa")
    PRIORITIZE = "prioritize", _("Ditandai prioritas")
    RELEASE_IDENTITY = "release_identity", _("Identitas pelapor dibuka")
    LINK = "link", _("Dihubungkan dengan akun")
    WARN = "warn", _("Tenggat mendekat")
    MARK_LATE = "mark_late", _("Melewati tenggat")
    MOVE_CLOCK = "move_clock", _("Tenggat digeser karena hari libur baru")
    CLIMB = "climb", _("Keterlambatan diteruskan ke tingkat di atasnya")
    ESCALATE = "escalate", _("Enam puluh hari berlalu tanpa penyelesaian")
    DISCLOSE = "disclose", _("Pelapor mengisi data untuk Ombudsman")
    HAND_OVER = "hand_over", _("Berkas diserahkan kepada Ombudsman")
    ACKNOWLEDGE = "acknowledge", _("Ombudsman menerima berkas")
    CONCLUDE = "conclude", _("Ombudsman menyampaikan hasil")
    ASK_FIXED = "ask_fixed", _("Pelapor ditanya: apakah benar sudah beres?")
    TELL_FIXED = "tell_fixed", _("Pelapor menjawab: apakah benar sudah beres?")


class Who(StrEnum):
    """What somebody is to one report (roles.py finds it out)."""

    REPORTER = "reporter"
    CITIZEN = "citizen"  # anybody with a confirmed contact
    LIAISON = "liaison"  # of the unit that holds it
    AGENCY_ADMIN = "agency_admin"  # of the agency or unit that holds it
    NATIONAL_ADMIN = "national_admin"
    COORDINATOR = "coordinator"  # of the province the agency lies in
    PRIORITY_CONTROLLER = "priority_controller"
    AUDITOR = "auditor"
    CUSTODIAN = "custodian"
    OVERSEER = "overseer"  # the Ombudsman, where the reporter agreed
    SYSTEM = "system"


class ClockKind(TextChoices):
    VERIFICATION = "verification", _("Verifikasi")
    FOLLOW_UP = "follow_up", _("Tindak lanjut pertama")
    SETTLEMENT = "settlement", _("Penyelesaian")  # the class clock
    REPLY = "reply", _("Tanggapan pelapor")
    HOLD = "hold", _("Kelengkapan data")
    SIXTY_DAYS = "sixty_days", _("60 hari (Ombudsman)")
    PLANNED = "planned", _("Tanggal yang dijanjikan")


class Rung(IntegerChoices):
    """How far up the ladder a clock of work has climbed: each rung is told once, to one level more (ladder.py)."""

    GROUND = 0, _("Belum ada peringatan")
    FIRST_WARNING = 1, _("Peringatan pertama")
    SECOND_WARNING = 2, _("Peringatan kedua")
    SUPERIOR = 3, _("Atasan dan admin instansi")
    COORDINATOR = 4, _("Koordinator provinsi")
    NATIONAL = 5, _("Admin nasional")

    @property
    def code(self) -> str:
        """What events call it."""
        return self.name.lower()


class Audience(TextChoices):
    """The ceiling of who may see an event; the report's current flags apply as well."""

    PUBLIC = "public", _("Semua orang")
    REPORTER = "reporter", _("Pelapor dan petugas")
    OFFICERS = "officers", _("Petugas yang menangani")


ADMINS = frozenset({Who.AGENCY_ADMIN, Who.NATIONAL_ADMIN})
HANDLERS = frozenset({Who.LIAISON, Who.AGENCY_ADMIN})
REPORTER = frozenset({Who.REPORTER})
SYSTEM = frozenset({Who.SYSTEM})

OPEN = frozenset({State.SUBMITTED, State.ON_HOLD, State.REFERRED, State.IN_PROGRESS, State.ANSWERED})
HANDLED = frozenset({State.REFERRED, State.IN_PROGRESS})
ALL = frozenset(State)

# The clocks of work stand still while the reporter is asked; 60 days never do (decisions: clocks).
WORK_CLOCKS = frozenset({ClockKind.VERIFICATION, ClockKind.FOLLOW_UP, ClockKind.SETTLEMENT})


@dataclass(frozen=True)
class Step:
    """One line of the table. `to` None: the state stays. `verified`: True or False where it must be so, else None."""

    action: Action
    origin: frozenset[State]
    to: State | None
    who: frozenset[Who]
    verified: bool | None = None
    meets: frozenset[ClockKind] = field(default_factory=frozenset)
    starts: frozenset[ClockKind] = field(default_factory=frozenset)
    pauses: frozenset[ClockKind] = field(default_factory=frozenset)
    resumes: frozenset[ClockKind] = field(default_factory=frozenset)
    drops: frozenset[ClockKind] = field(default_factory=frozenset)
    audience: Audience = Audience.PUBLIC

    @property
    def is_quiet(self) -> bool:
        """Does it leave state and clocks alone?"""
        return not (self.to or self.meets or self.starts or self.pauses or self.resumes or self.drops)

    @property
    def ends(self) -> bool:
        """Does the report's life stop here (until somebody reopens it)?"""
        return self.to in (State.CLOSED, State.ARCHIVED)


def _clocks(*kinds: ClockKind) -> frozenset[ClockKind]:
    return frozenset(kinds)


S, A, C, W = State, Action, ClockKind, Who
WORKED_ON = _clocks(C.FOLLOW_UP, C.SETTLEMENT)

STEPS: dict[Action, Step] = {
    step.action: step
    for step in (
        # fmt: off
        # action           from                              to             by whom
        Step(A.SUBMIT,     frozenset(),                      S.SUBMITTED,   REPORTER, starts=_clocks(C.VERIFICATION, C.SIXTY_DAYS)),
        Step(A.VERIFY,     frozenset({S.SUBMITTED}),         S.SUBMITTED,   ADMINS, verified=False, meets=_clocks(C.VERIFICATION)),
        Step(A.PUBLISH,    ALL,                              None,          ADMINS | SYSTEM, verified=True, audience=Audience.OFFICERS),
        Step(A.REFER,      frozenset({S.SUBMITTED}) | HANDLED, S.REFERRED,  ADMINS, verified=True, starts=WORKED_ON),
        Step(A.TAKE_ON,    frozenset({S.SUBMITTED, S.REFERRED}), S.IN_PROGRESS, HANDLERS, verified=True, starts=WORKED_ON),
        Step(A.HOLD,       frozenset({S.SUBMITTED}) | HANDLED, S.ON_HOLD,   ADMINS | HANDLERS, starts=_clocks(C.HOLD), pauses=WORK_CLOCKS),
        Step(A.SUPPLY,     frozenset({S.ON_HOLD}),           None,          REPORTER, meets=_clocks(C.HOLD), resumes=WORK_CLOCKS),
        Step(A.ADD,        frozenset({S.SUBMITTED}) | HANDLED, None,        REPORTER, audience=Audience.REPORTER),
        Step(A.RETURN,     frozenset({S.SUBMITTED}) | HANDLED, S.REFERRED,  HANDLERS, verified=True, starts=_clocks(C.FOLLOW_UP)),
        Step(A.ARBITRATE,  frozenset({S.REFERRED}),          S.REFERRED,    frozenset({W.COORDINATOR, W.NATIONAL_ADMIN}), starts=WORKED_ON),
        Step(A.SPLIT,      frozenset({S.SUBMITTED}) | HANDLED, S.REFERRED,  ADMINS, verified=True, drops=WORKED_ON),
        Step(A.FOLLOW_PARTS, ALL,                            None,          SYSTEM, resumes=_clocks(C.SIXTY_DAYS)),
        Step(A.SUCCEED,    OPEN,                             None,          ADMINS),
        Step(A.FOLLOW_UP,  HANDLED,                          S.IN_PROGRESS, HANDLERS, meets=_clocks(C.FOLLOW_UP)),
        Step(A.PROPOSE,    HANDLED,                          None,          HANDLERS, audience=Audience.OFFICERS),
        Step(A.REJECT,     HANDLED,                          None,          ADMINS, audience=Audience.OFFICERS),
        Step(A.ANSWER,     HANDLED,                          S.ANSWERED,    HANDLERS, meets=_clocks(C.FOLLOW_UP), pauses=_clocks(C.SETTLEMENT), starts=_clocks(C.REPLY, C.PLANNED)),
        Step(A.EXTEND,     HANDLED,                          None,          ADMINS),
        Step(A.REPLY,      frozenset({S.ANSWERED}),          S.IN_PROGRESS, REPORTER, meets=_clocks(C.REPLY, C.PLANNED), resumes=_clocks(C.SETTLEMENT)),
        Step(A.RESUME,     frozenset({S.ANSWERED}),          S.IN_PROGRESS, SYSTEM, meets=_clocks(C.PLANNED), resumes=_clocks(C.SETTLEMENT)),
        Step(A.ACCEPT,     frozenset({S.ANSWERED}),          S.CLOSED,      REPORTER, meets=_clocks(C.REPLY)),
        Step(A.CLOSE_BY_TIME, frozenset({S.ANSWERED}),       S.CLOSED,      SYSTEM),
        Step(A.CONTEST,    frozenset({S.ANSWERED, S.CLOSED}), S.IN_PROGRESS, REPORTER, meets=_clocks(C.REPLY, C.PLANNED), starts=_clocks(C.FOLLOW_UP), resumes=_clocks(C.SETTLEMENT)),
        Step(A.REOPEN,     frozenset({S.CLOSED}),            S.IN_PROGRESS, REPORTER | ADMINS, resumes=_clocks(C.SETTLEMENT)),
        Step(A.WITHDRAW,   OPEN,                             S.ARCHIVED,    REPORTER),
        Step(A.ARCHIVE,    frozenset({S.SUBMITTED, S.ON_HOLD}), S.ARCHIVED, ADMINS | SYSTEM),
        Step(A.JOIN,       OPEN,                             S.ARCHIVED,    ADMINS),
        Step(A.SUPPORT,    OPEN,                             None,          frozenset({W.CITIZEN}), verified=True, audience=Audience.OFFICERS),
        Step(A.RECLASSIFY, OPEN,                             None,          ADMINS, verified=True, audience=Audience.OFFICERS),
        Step(A.RAISE_PRIVACY, ALL,                           None,          ADMINS | HANDLERS | REPORTER, audience=Audience.REPORTER),
        Step(A.CONSENT,    ALL,                              None,          REPORTER, audience=Audience.REPORTER),
        Step(A.LOWER_PRIVACY, ALL,                           None,          ADMINS, audience=Audience.REPORTER),
        Step(A.REVISE,     ALL,                              None,          ADMINS, verified=True, audience=Audience.OFFICERS),
        Step(A.NOTE,       ALL,                              None,          ADMINS | HANDLERS | {W.COORDINATOR, W.AUDITOR}, audience=Audience.OFFICERS),
        Step(A.INSPECT,    frozenset({S.ANSWERED, S.CLOSED}), None,         ADMINS | {W.COORDINATOR}, audience=Audience.OFFICERS),
        Step(A.PRIORITIZE, OPEN,                             None,          frozenset({W.PRIORITY_CONTROLLER, W.NATIONAL_ADMIN}), audience=Audience.OFFICERS),
        Step(A.RELEASE_IDENTITY, ALL,                        None,          ADMINS | HANDLERS | {W.CUSTODIAN}, audience=Audience.OFFICERS),
        Step(A.LINK,       ALL,                              None,          REPORTER, audience=Audience.REPORTER),
        Step(A.WARN,       OPEN,                             None,          SYSTEM, audience=Audience.OFFICERS),
        Step(A.MARK_LATE,  OPEN,                             None,          SYSTEM),
        Step(A.MOVE_CLOCK, OPEN,                             None,          SYSTEM, audience=Audience.REPORTER),
        Step(A.CLIMB,      OPEN,                             None,          SYSTEM),
        Step(A.ESCALATE,   OPEN,                             None,          SYSTEM | REPORTER),
        Step(A.DISCLOSE,   ALL,                              None,          REPORTER, audience=Audience.REPORTER),
        Step(A.HAND_OVER,  ALL,                              None,          ADMINS | SYSTEM | {W.CUSTODIAN}, audience=Audience.REPORTER),
        Step(A.ACKNOWLEDGE, ALL,                             None,          SYSTEM | {W.OVERSEER}, audience=Audience.REPORTER),
        Step(A.CONCLUDE,   ALL,                              None,          SYSTEM | {W.OVERSEER}, audience=Audience.REPORTER),
        Step(A.ASK_FIXED,  frozenset({S.CLOSED}),            None,          SYSTEM, audience=Audience.REPORTER),
        Step(A.TELL_FIXED, frozenset({S.CLOSED}),            None,          REPORTER, audience=Audience.REPORTER),
        # fmt: on
    )
}  # fmt: skip

# Once a report is divided, the work is done on its parts: of the whole these alone are left. What the reporter says of
# the whole is said to each part (parts.py), and the whole's state follows theirs.
TO_EACH_PART = frozenset({A.ACCEPT, A.REPLY, A.CONTEST, A.REOPEN, A.WITHDRAW})
OF_A_WHOLE = TO_EACH_PART | {
    A.ADD, A.SPLIT, A.FOLLOW_PARTS, A.SUCCEED, A.SUPPORT, A.PUBLISH, A.REVISE, A.RAISE_PRIVACY, A.LOWER_PRIVACY, A.CONSENT, A.LINK,
    A.RELEASE_IDENTITY, A.NOTE, A.INSPECT, A.PRIORITIZE, A.ESCALATE, A.WARN, A.MARK_LATE, A.MOVE_CLOCK,
    A.CLIMB, A.DISCLOSE, A.HAND_OVER, A.ACKNOWLEDGE, A.CONCLUDE, A.ASK_FIXED, A.TELL_FIXED,
}  # fmt: skip
# What an officer who gave an answer can't do any more once it is contested: the appeal is decided by others.
DECIDES_AN_APPEAL = frozenset({A.ANSWER, A.PROPOSE, A.REJECT, A.ARCHIVE, A.JOIN})
_ADVANCE = (S.SUBMITTED, S.REFERRED, S.IN_PROGRESS, S.ON_HOLD, S.ANSWERED, S.CLOSED)


def state_of_whole(parts: Iterable[State]) -> State:
    """As far as the least advanced part; what was archived holds nobody up, unless everything was."""
    living = [state for state in parts if state != S.ARCHIVED]
    return min(living, key=_ADVANCE.index, default=S.ARCHIVED)


class Kind(TextChoices):
    """The three tabs of the form: what the citizen says it is."""

    COMPLAINT = "complaint", _("Pengaduan")
    ASPIRATION = "aspiration", _("Aspirasi")
    INFORMATION = "information", _("Permintaan Informasi")


class ReportClass(TextChoices):
    """What the officer finds it to be; it sets the deadline (PermenPANRB 62/2018)."""

    INFORMATION = "information", _("Permintaan informasi")
    ASPIRATION = "aspiration", _("Aspirasi")
    COMPLAINT = "complaint", _("Pengaduan tidak berkadar pengawasan")
    SUPERVISORY = "supervisory", _("Pengaduan berkadar pengawasan")


class ArchiveReason(TextChoices):
    NOT_GOVERNMENT = "not_government", _("Bukan kewenangan pemerintah")
    TOO_GENERAL = "too_general", _("Terlalu umum")
    NOT_RELEVANT = "not_relevant", _("Tidak relevan")
    INCOMPLETE = "incomplete", _("Tidak lengkap")
    SPAM = "spam", _("Spam")
    IN_COURT = "in_court", _("Sedang atau telah diperiksa pengadilan")
    DUPLICATE = "duplicate", _("Duplikat")
    WITHDRAWN = "withdrawn", _("Ditarik pelapor")


class AnswerKind(TextChoices):
    SOLVED = "solved", _("Sudah diselesaikan")
    PLANNED = "planned", _("Dijadwalkan")
    REFUSED = "refused", _("Tidak dapat dipenuhi")


class AppealOutcome(TextChoices):
    """What became of a contested answer, as the answer of the next level up says."""

    UPHELD = "upheld", _("Jawaban sebelumnya tetap")
    CORRECTED = "corrected", _("Jawaban sebelumnya diperbaiki")


class Channel(TextChoices):
    WEB = "web", _("Situs web")
    MOBILE = "mobile", _("Aplikasi seluler")
    SMS = "sms", _("SMS 1708")
    EMAIL = "email", _("Surel")
    CHAT = "chat", _("WhatsApp atau Telegram")
    SOCIAL = "social", _("Media sosial")
    DESK = "desk", _("Loket layanan")
    CALL_CENTRE = "call_centre", _("Pusat panggilan 112")
    PARTNER = "partner", _("Aplikasi mitra")


class CameBy(TextChoices):
    """How it came to a service desk; the channel is the desk's in any case."""

    VISIT = "visit", _("Kunjungan")
    LETTER = "letter", _("Surat")
    CALL = "call", _("Telepon")


class Outcome(TextChoices):
    """What the Ombudsman says of a report that was handed over; one may follow another."""

    EXAMINED = "examined", _("Sedang diperiksa")
    NOT_COMPETENT = "not_competent", _("Bukan wewenang Ombudsman")
    DISCONTINUED = "discontinued", _("Ditutup tanpa pemeriksaan")
    FOUND = "found", _("Maladministrasi ditemukan")
    NOT_FOUND = "not_found", _("Maladministrasi tidak ditemukan")
    RECOMMENDED = "recommended", _("Rekomendasi diterbitkan")


class ActorKind(TextChoices):
    OFFICER = "officer", _("Petugas")
    CITIZEN = "citizen", _("Warga")
    PIN_HOLDER = "pin_holder", _("Pemegang PIN")
    PHONE = "phone", _("Pengirim SMS")
    PARTNER = "partner", _("Aplikasi mitra")
    SYSTEM = "system", _("Sistem")
    IMPORT = "import", _("Impor")


REPORTERS = (ActorKind.CITIZEN, ActorKind.PIN_HOLDER, ActorKind.PHONE, ActorKind.PARTNER)


class Relation(TextChoices):
    PART = "part", _("Bagian")
    DUPLICATE = "duplicate", _("Duplikat")


# The signature line of every page has five public steps (ui/journey.py); a state is shown as standing on one of them.
_JOURNEY_AT = {S.SUBMITTED: 2, S.REFERRED: 3, S.IN_PROGRESS: 3, S.ANSWERED: 4, S.CLOSED: 5, S.ARCHIVED: 5}


def journey_at(state: str, before_hold: str = "") -> int:
    """Which of the five steps (1-5) a report stands on; on hold it stands where it stood before."""
    return _JOURNEY_AT[State(before_hold or S.SUBMITTED) if state == S.ON_HOLD else State(state)]


def colour(state: str) -> str:
    """The public colour: belum (red, nobody has acted), proses (amber), selesai (green)."""
    if state in (S.CLOSED, S.ARCHIVED):
        return "selesai"
    return "belum" if state in (S.SUBMITTED, S.REFERRED) else "proses"
