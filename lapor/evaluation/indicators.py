# ruff: noqa: S608  # the queries are put together from this file's own texts
"""What is measured, each figure once: its words for readers beside the query that counts it.

Each query gives rows (agency_id, report_id, met, amount): a report that counts for an agency, and whether it is one of
the good (or, where fewer is better, of the bad) ones. The rules that hold for all:

- A clock is judged in the half-year in which its deadline falls, once that has passed; so every clock is judged exactly
  once, and nobody is judged for what came in on the last day. Standing still (on hold, or waiting for a promised day)
  since before the deadline, it isn't judged: going on, it gets a later one. Ended before the deadline without a result
  (withdrawn, joined, archived, handed on), it isn't judged either; ended after it, it was late.
- What happens at a moment (a rating, a closing) counts in the half-year of that moment, by the agency's own calendar.
- A figure belongs to the agency that had the report when it counted, not to the one that has it now.
- Parts of a divided report count as reports of their own; they were verified with the whole, and came in with it. From
  the division on nothing is counted for the whole: what is said to it is said to its parts.
"""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from lapor.reports.lifecycle import STEPS, Action, AppealOutcome, ClockKind

# Every unit with its agency and the time zone of that: figures belong to agencies.
OFFICE = """
SELECT unit.id, agency.id AS agency_id, agency.tz
FROM agencies_unit unit JOIN agencies_unit agency ON agency.id = coalesce(unit.agency_id, unit.id)
"""

# `since` and `until` say the same as the days, wider by the time zones, so that most rows are passed over at once.
DUE = """
clock.due_at >= %(since)s AND clock.due_at < %(until)s AND clock.due_at < %(at)s
AND (clock.due_at AT TIME ZONE clock.tz)::date BETWEEN %(first)s AND %(last)s
"""
JUDGED = f"{DUE} AND coalesce(clock.cancelled_at, clock.paused_since, 'infinity') > clock.due_at"
HAPPENED = f"""
event.at >= %(since)s AND event.at < %(until)s AND event.at <= %(at)s
AND (event.at AT TIME ZONE office.tz)::date BETWEEN %(first)s AND %(last)s
AND NOT EXISTS (
    SELECT FROM reports_event divided
    WHERE divided.report_id = event.report_id AND divided.seq < event.seq AND divided.action = '{Action.SPLIT.value}'
)
"""
# An appeal isn't handed on by an office: how soon the next level up begins with it belongs to no announced figure.
HANDING_ON = [
    step.action for step in STEPS.values() if ClockKind.FOLLOW_UP in step.starts and step.action != Action.CONTEST
]
HAD_BEFORE = "reports_event before ON before.report_id = event.report_id AND before.seq = event.seq - 1"


def _among(*actions: Action) -> str:
    """For IN (…): codes of the life-cycle table, nothing that anybody typed."""
    return ", ".join(f"'{action.value}'" for action in actions)


def _next(*actions: Action) -> str:
    """Which of these actions came next after `event`."""
    return f"""(
    SELECT later.action FROM reports_event later
    WHERE later.report_id = event.report_id AND later.seq > event.seq AND later.at <= %(at)s
    AND later.action IN ({_among(*actions)})
    ORDER BY later.seq LIMIT 1
)"""


@dataclass(frozen=True)
class Indicator:
    """One figure: `counted` says which reports it is taken of, `met` which of them are meant."""

    key: str
    slug: str  # in addresses
    name: Any
    met: Any
    counted: Any
    sides: tuple[Any, Any]  # in a word: of those that are meant, and of the others
    sql: str
    fewer_is_better: bool = False
    is_scored: bool = True
    in_days: bool = False  # said as a median of days, not as a share


INDICATORS = (
    Indicator(
        "verified",
        "verifikasi",
        _("Diverifikasi tepat waktu"),
        _("Laporan yang diverifikasi paling lambat pada tenggatnya (nasional: 3 hari kerja sejak masuk)."),
        _(
            "Laporan yang masuk ke instansi ini dan tenggat verifikasinya jatuh di semester ini. Tidak dihitung: yang "
            "ditunda menunggu data pelapor, dan yang ditarik, digabung, atau diarsipkan sebelum tenggat. Bagian dari "
            "laporan yang dibagi sudah diverifikasi bersama induknya."
        ),
        (_("tepat waktu"), _("terlambat")),
        f"""
        SELECT office.agency_id, clock.report_id, coalesce(clock.met_at <= clock.due_at, false) AS met,
               NULL::integer AS amount
        FROM reports_clock clock
        JOIN reports_report report ON report.id = clock.report_id AND report.relation <> 'part'
        JOIN reports_event sent ON sent.report_id = clock.report_id AND sent.seq = 1
        JOIN office ON office.id = sent.holder_id
        WHERE clock.kind = '{ClockKind.VERIFICATION.value}' AND {JUDGED}
        """,
    ),
    Indicator(
        "followed_up",
        "tindak-lanjut",
        _("Tindak lanjut pertama tepat waktu"),
        _("Laporan yang ditindaklanjuti atau dijawab paling lambat pada tenggatnya (nasional: 5 hari kerja)."),
        _(
            "Laporan yang diteruskan kepada instansi ini dan tenggat tindak lanjut pertamanya jatuh di semester ini. "
            "Laporan yang beberapa kali diteruskan di dalam instansi dihitung sekali, dan tepat waktu bila semuanya "
            "tepat waktu."
        ),
        (_("tepat waktu"), _("terlambat")),
        f"""
        SELECT office.agency_id, clock.report_id, coalesce(clock.met_at <= clock.due_at, false) AS met,
               NULL::integer AS amount
        FROM reports_clock clock
        CROSS JOIN LATERAL (
            SELECT event.holder_id FROM reports_event event
            WHERE event.report_id = clock.report_id AND event.at = clock.started_at
            AND event.action IN ({_among(*HANDING_ON)})
            ORDER BY event.seq DESC LIMIT 1
        ) handed
        JOIN office ON office.id = handed.holder_id
        WHERE clock.kind = '{ClockKind.FOLLOW_UP.value}' AND {JUDGED}
        """,
    ),
    Indicator(
        "settled",
        "penyelesaian",
        _("Selesai dalam tenggat"),
        _("Laporan yang dijawab paling lambat pada tenggat penyelesaiannya (nasional: 5, 14, atau 60 hari kerja)."),
        _(
            "Laporan yang tenggat penyelesaiannya jatuh di semester ini, pada instansi yang menjawabnya atau yang "
            "memegangnya ketika tenggat lewat. Yang ditunda atau menunggu tanggal yang dijanjikan dihitung setelah "
            "berjalan lagi."
        ),
        (_("tepat waktu"), _("terlambat")),
        f"""
        SELECT office.agency_id, clock.report_id, coalesce(done.at <= clock.due_at, false) AS met,
               NULL::integer AS amount
        FROM reports_clock clock
        JOIN reports_report report ON report.id = clock.report_id
        CROSS JOIN LATERAL (
            SELECT report.state = 'on_hold' OR report.state = 'answered' AND report.answer_kind = 'planned' AS waits
        ) stands
        CROSS JOIN LATERAL (
            SELECT coalesce(clock.met_at, CASE WHEN report.state = 'answered' THEN clock.paused_since END) AS at
        ) done
        CROSS JOIN LATERAL (
            SELECT event.holder_id FROM reports_event event
            WHERE event.report_id = clock.report_id AND event.at <= least(done.at, clock.due_at)
            ORDER BY event.seq DESC LIMIT 1
        ) held
        JOIN office ON office.id = held.holder_id
        WHERE clock.kind = '{ClockKind.SETTLEMENT.value}' AND {DUE}
        AND coalesce(clock.cancelled_at, CASE WHEN stands.waits THEN clock.paused_since END, 'infinity') > clock.due_at
        AND NOT EXISTS (
            SELECT FROM reports_event ending
            WHERE ending.report_id = clock.report_id AND ending.at = clock.cancelled_at
            AND ending.from_state = 'answered'
        )
        """,
    ),
    Indicator(
        "days",
        "lama",
        _("Lama penyelesaian"),
        _("Median hari kalender dari laporan dikirim sampai dijawab, termasuk waktu menunggu data."),
        _("Laporan yang ditutup di semester ini dan masih tertutup ketika evaluasi dihitung."),
        (_("dihitung"), _("tidak dihitung")),
        f"""
        SELECT office.agency_id, report.id AS report_id, true AS met,
               (report.answered_at AT TIME ZONE office.tz)::date - (report.submitted_at AT TIME ZONE office.tz)::date
               AS amount
        FROM reports_report report JOIN office ON office.id = report.agency_id
        WHERE report.state = 'closed' AND report.answered_at IS NOT NULL
        AND NOT EXISTS (SELECT FROM reports_event WHERE report_id = report.id AND action = '{Action.SPLIT.value}')
        AND report.closed_at >= %(since)s AND report.closed_at < %(until)s AND report.closed_at <= %(at)s
        AND (report.closed_at AT TIME ZONE office.tz)::date BETWEEN %(first)s AND %(last)s
        """,
        in_days=True,
    ),
    Indicator(
        "satisfied",
        "kepuasan",
        _("Pelapor puas"),
        _("Laporan yang dinilai 4 atau 5 oleh pelapornya."),
        _("Laporan yang dinilai pelapornya (1 sampai 5) di semester ini; penilaian terakhir yang dihitung."),
        (_("puas"), _("tidak puas")),
        f"""
        SELECT DISTINCT ON (office.agency_id, event.report_id) office.agency_id, event.report_id,
               (event.data ->> 'rating')::integer >= 4 AS met, (event.data ->> 'rating')::integer AS amount
        FROM reports_event event JOIN {HAD_BEFORE} JOIN office ON office.id = before.holder_id
        WHERE event.action IN ({_among(Action.ACCEPT, Action.CONTEST)}) AND event.data ->> 'rating' IS NOT NULL
        AND {HAPPENED}
        ORDER BY office.agency_id, event.report_id, event.seq DESC
        """,
    ),
    Indicator(
        "reopened",
        "dibuka-kembali",
        _("Dibuka kembali"),
        _("Laporan yang dibuka kembali sesudah ditutup, sampai saat evaluasi dihitung."),
        _("Laporan yang ditutup di semester ini."),
        (_("dibuka kembali"), _("tetap tertutup")),
        f"""
        SELECT office.agency_id, event.report_id,
               coalesce({_next(Action.ACCEPT, Action.CLOSE_BY_TIME, Action.REOPEN)} = 'reopen', false) AS met,
               NULL::integer AS amount
        FROM reports_event event JOIN office ON office.id = event.holder_id
        WHERE event.action IN ({_among(Action.ACCEPT, Action.CLOSE_BY_TIME)}) AND {HAPPENED}
        """,
        fewer_is_better=True,
    ),
    Indicator(
        "returned",
        "dikembalikan",
        _("Dikembalikan"),
        _("Laporan yang dikembalikan instansi ini karena bukan wewenangnya."),
        _("Laporan yang datang kepada instansi ini di semester ini, dikirim langsung atau diteruskan dari luar."),
        (_("dikembalikan"), _("tidak dikembalikan")),
        f"""
        SELECT office.agency_id, event.report_id, EXISTS (
            SELECT FROM reports_event away
            JOIN reports_event had ON had.report_id = away.report_id AND had.seq = away.seq - 1
            JOIN office giver ON giver.id = had.holder_id JOIN office taker ON taker.id = away.holder_id
            WHERE away.report_id = event.report_id AND away.seq > event.seq AND away.at <= %(at)s
            AND away.action = '{Action.RETURN.value}'
            AND giver.agency_id = office.agency_id AND taker.agency_id <> office.agency_id
        ) AS met, NULL::integer AS amount
        FROM reports_event event JOIN office ON office.id = event.holder_id
        LEFT JOIN {HAD_BEFORE} LEFT JOIN office giver ON giver.id = before.holder_id
        WHERE event.action IN ({_among(Action.SUBMIT, Action.REFER, Action.ARBITRATE)})
        AND event.data ->> 'part_of' IS NULL AND giver.agency_id IS DISTINCT FROM office.agency_id AND {HAPPENED}
        """,
        fewer_is_better=True,
    ),
    Indicator(
        "contested",
        "dibantah",
        _("Penyelesaian dibantah"),
        _("Laporan yang jawabannya dibantah pelapor, dengan kata atau dengan nilai 1 atau 2."),
        _("Laporan yang dijawab instansi ini di semester ini; jawaban yang menjanjikan tanggal belum dihitung."),
        (_("dibantah"), _("tidak dibantah")),
        f"""
        SELECT office.agency_id, event.report_id,
               coalesce({_next(Action.ANSWER, Action.CONTEST)} = 'contest', false) AS met, NULL::integer AS amount
        FROM reports_event event JOIN office ON office.id = event.holder_id
        WHERE event.action = '{Action.ANSWER.value}' AND event.data ->> 'kind' IS DISTINCT FROM 'planned'
        AND {HAPPENED}
        """,
        fewer_is_better=True,
    ),
    Indicator(
        "inspected",
        "pemeriksaan",
        _("Hasil pemeriksaan"),
        _("Laporan yang hasilnya ditemukan benar oleh pemeriksa."),
        _(
            "Laporan yang hasilnya diperiksa di semester ini, misalnya oleh koordinator; pemeriksaan terakhir yang "
            "dihitung. Ini sampel, jadi disebut terpisah dan tidak masuk nilai."
        ),
        (_("sesuai"), _("tidak sesuai")),
        f"""
        SELECT DISTINCT ON (office.agency_id, event.report_id) office.agency_id, event.report_id,
               event.data ->> 'result' = 'verified' AS met, NULL::integer AS amount
        FROM reports_event event JOIN office ON office.id = event.holder_id
        WHERE event.action = '{Action.INSPECT.value}' AND {HAPPENED}
        ORDER BY office.agency_id, event.report_id, event.seq DESC
        """,
        is_scored=False,
    ),
    Indicator(
        "corrected",
        "banding",
        _("Bantahan yang dibenarkan"),
        _("Jawaban yang sesudah dibantah dan diperiksa tingkat di atasnya ternyata perlu diperbaiki."),
        _(
            "Laporan yang jawabannya dibantah dan yang hasil pemeriksaannya disampaikan di semester ini, pada instansi "
            "yang memberi jawaban yang dibantah. Disebut terpisah dan tidak masuk nilai."
        ),
        (_("diperbaiki"), _("jawaban tetap")),
        f"""
        SELECT office.agency_id, event.report_id, event.data ->> 'appeal' = '{AppealOutcome.CORRECTED.value}' AS met,
               NULL::integer AS amount
        FROM reports_event event
        CROSS JOIN LATERAL (
            SELECT given.holder_id FROM reports_event given
            WHERE given.report_id = event.report_id AND given.seq < event.seq
            AND given.action = '{Action.ANSWER.value}'
            ORDER BY given.seq DESC LIMIT 1
        ) contested
        JOIN office ON office.id = contested.holder_id
        WHERE event.action = '{Action.ANSWER.value}' AND event.data ->> 'appeal' IS NOT NULL AND {HAPPENED}
        """,
        fewer_is_better=True,
        is_scored=False,
    ),
    Indicator(
        "fixed",
        "beres",
        _("Benar-benar beres menurut pelapor"),
        _("Laporan yang pelapornya, empat minggu sesudah selesai, mengatakan sudah benar-benar beres."),
        _(
            "Laporan yang pelapornya menjawab pertanyaan itu di semester ini; jawaban terakhir yang dihitung. Tidak "
            "semua pelapor menjawab, jadi disebut terpisah dan tidak masuk nilai."
        ),
        (_("sudah beres"), _("belum beres")),
        f"""
        SELECT DISTINCT ON (office.agency_id, event.report_id) office.agency_id, event.report_id,
               (event.data ->> 'fixed')::boolean AS met, NULL::integer AS amount
        FROM reports_event event JOIN office ON office.id = event.holder_id
        WHERE event.action = '{Action.TELL_FIXED.value}' AND {HAPPENED}
        ORDER BY office.agency_id, event.report_id, event.seq DESC
        """,
        is_scored=False,
    ),
)  # fmt: skip
BY_SLUG = {indicator.slug: indicator for indicator in INDICATORS}
BY_KEY = {indicator.key: indicator for indicator in INDICATORS}
SCORED = tuple(indicator for indicator in INDICATORS if indicator.is_scored)
RECEIVED = BY_KEY["returned"]  # what this one is taken of says how many reports an agency had to deal with
