"""Every sentence of the talk, in the room of one SMS; what is quoted in it is cut, never what it says to do."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from lapor.agencies.models import Unit
from lapor.core import gsm7
from lapor.reports.lifecycle import State
from lapor.reports.models import Report


def greeting() -> str:
    return _(
        "LAPOR! Halo! Tulis apa yang terjadi dan di mana, lalu kirim ke sini. "
        "Sudah punya laporan? Kirim STATUS. Petunjuk: kirim BANTUAN"
    )


def help_() -> str:
    return _(
        "LAPOR! Tulis apa yang terjadi dan di mana. "
        "Perintah: STATUS nomor, BALAS nomor isi, SELESAI nomor 1-5, BATAL nomor, BERHENTI."
    )


def unreadable() -> str:
    return _("LAPOR! Pesan Anda tidak bisa kami baca. Mohon tulis dengan huruf biasa. Petunjuk: kirim BANTUAN")


def incomplete() -> str:
    return _("LAPOR! Sebagian SMS Anda tidak sampai. Mohon kirim lagi, kalau bisa lebih pendek.")


def asks_what() -> str:
    return _("LAPOR! Kiriman Anda sampai. Apa yang terjadi? Ceritakan dengan tulisan, lalu kami jadikan laporan.")


def only_files() -> str:
    """What the record says where only photos were sent."""
    return _("Berkas terlampir.")


def not_in_indonesia() -> str:
    return _("LAPOR! Lokasi itu di laut atau di luar Indonesia. Kirim lagi lokasinya, atau tulis nama tempatnya.")


def not_heard() -> str:
    return _("LAPOR! Maaf, kami belum bisa mendengarkan suara. Mohon ceritakan dengan tulisan; foto boleh menyusul.")


def not_taken() -> str:
    return _("LAPOR! Maaf, kiriman seperti ini tidak bisa kami baca. Kirim tulisan, foto, PDF, atau lokasi.")


def not_changed() -> str:
    return _("LAPOR! Pesan yang Anda ubah tidak mengubah laporan. Tulis perubahannya sebagai pesan baru.")


def too_many() -> str:
    return _("LAPOR! Pesan Anda banyak sekali. Semuanya kami simpan dan kami proses bertahap mulai satu jam lagi.")


def unclear() -> str:
    return _("LAPOR! Maaf, kami belum paham maksud Anda. Petugas kami membacanya. Petunjuk: kirim BANTUAN")


def unknown() -> str:
    return _(
        "LAPOR! Nomor laporan itu tidak cocok dengan pengirim pesan ini. Periksa nomornya, atau kirim STATUS nomor PIN"
    )


def too_many_guesses() -> str:
    return _("LAPOR! Terlalu banyak percobaan dengan PIN yang keliru. Coba lagi satu jam lagi.")


def no_report() -> str:
    return _("LAPOR! Belum ada laporan dari Anda lewat saluran ini. Tulis laporan Anda lalu kirim ke sini.")


def only_a_keyword(agency: Unit) -> str:
    begin = _("LAPOR! Tulis laporan Anda sesudah kata kuncinya, dalam satu pesan, untuk")
    return gsm7.shorten(f"{begin} {agency.short_name or agency.name}")


def known_already(report: Report) -> str:
    return _("LAPOR! Pesan ini sudah kami terima sebagai laporan %(n)s. Perkembangannya: STATUS %(n)s") % {
        "n": report.number
    }


def asks_agency(report: Report, *, has_place: bool) -> str:
    if not has_place:
        return _("LAPOR! Baik. Instansi mana yang dituju laporan %s? Balas namanya, atau TIDAK bila tidak tahu.") % (
            report.number
        )
    return (
        _(
            "LAPOR! Jawaban Anda kami catat di laporan %s. "
            "Instansi mana yang dituju? Balas namanya, atau TIDAK bila tidak tahu."
        )
        % report.number
    )


def asks_place_again() -> str:
    return _(
        "LAPOR! Petugas perlu tahu tempatnya. Balas misalnya: Jl. Melati 5, Desa Sukamaju, Kec. Cibinong. "
        "Tidak tahu? Balas TIDAK."
    )


def asks_to_answer_later(report: Report) -> str:
    return _("LAPOR! Baik, laporan %s sudah kami proses. Balas pertanyaan kami begitu Anda bisa, dalam 24 jam.") % (
        report.number
    )


def complete(report: Report) -> str:
    begin = _("LAPOR! Terima kasih. Perkembangan laporan %(n)s: kirim STATUS %(n)s. Sekarang diperiksa") % {
        "n": report.number
    }
    return gsm7.shorten(f"{begin} {_name(report.holder)}")


def added(report: Report) -> str:
    return _("LAPOR! Keterangan Anda masuk ke laporan %(n)s. Perkembangannya: STATUS %(n)s") % {"n": report.number}


def continued(report: Report) -> str:
    return _("LAPOR! Terima kasih. Pesan Anda masuk ke laporan %s dan laporan dilanjutkan.") % report.number


def asks_which(report: Report) -> str:
    if report.state == State.ANSWERED:
        said = _(
            "LAPOR! Maksud Anda laporan %(n)s BELUM beres? Balas YA. "
            "TIDAK: jadi laporan baru. Sudah beres: SELESAI %(n)s 5"
        )
    else:
        said = _("LAPOR! Apakah itu data untuk laporan %(n)s? Balas YA, atau TIDAK bila ini laporan baru.")
    return said % {"n": report.number}


def not_answered_yet(report: Report) -> str:
    number = {"n": report.number}
    return (
        _("LAPOR! Laporan %(n)s belum dijawab, jadi belum bisa dinilai. Ingin menariknya? Kirim BATAL %(n)s") % number
    )


def asks_rating(report: Report) -> str:
    return _(
        "LAPOR! Sudah beres? Kirim SELESAI %(n)s dan nilai 1-5, misalnya SELESAI %(n)s 5. Belum: BALAS %(n)s isi"
    ) % {"n": report.number}


def rated(report: Report, *, asks: bool) -> str:
    """`asks`: what is wrong wasn't said; whoever looks into it next would begin without a word."""
    if report.state == State.CLOSED:
        return _("LAPOR! Terima kasih atas penilaian Anda. Laporan %s selesai.") % report.number
    said = _("LAPOR! Nilai Anda kami catat. Laporan %s kini diperiksa tingkat di atasnya.") % report.number
    return f"{said} {_('Apa yang belum beres? Kirim BALAS %s isi') % report.number}" if asks else said


def asks_withdraw(report: Report, proof: str) -> str:
    said = _(
        "LAPOR! Tarik laporan %(n)s? Penanganannya berhenti dan tidak bisa dibatalkan. Balas %(yes)s untuk menarik."
    )
    return said % {"n": report.number, "yes": f"YA {proof}".strip()}


def withdrawn(report: Report) -> str:
    return _("LAPOR! Laporan %s sudah Anda tarik. Anda selalu bisa mengirim laporan baru.") % report.number


def left_alone(report: Report) -> str:
    return _("LAPOR! Baik. Laporan %s tetap seperti semula.") % report.number


def fixed(report: Report) -> str:
    return _("LAPOR! Terima kasih, senang mendengarnya. Jawaban Anda untuk laporan %s kami catat.") % report.number


def asks_reopen(report: Report) -> str:
    return _("LAPOR! Jawaban Anda kami catat. Buka kembali laporan %s? Balas YA atau TIDAK.") % report.number


def way_back() -> str:
    return _("Belum beres, atau bukan dari Anda? Balas BELUM.")


def reopened(report: Report) -> str:
    return _("LAPOR! Laporan %(n)s dibuka kembali dan dikerjakan lagi. Perkembangannya: STATUS %(n)s") % {
        "n": report.number
    }


def asks_ombudsman(report: Report) -> str:
    return (
        _("LAPOR! Izinkan Ombudsman membaca laporan %s, yang belum selesai lebih dari 60 hari? Balas YA atau TIDAK.")
        % report.number
    )


def ombudsman_may(report: Report) -> str:
    return _("LAPOR! Izin Anda kami catat: Ombudsman kini bisa membaca laporan %s.") % report.number


def stopped() -> str:
    return _(
        "LAPOR! Baik, kabar laporan tidak lagi kami kirim ke sini. "
        "Pesan Anda tetap kami jawab. Ingin kabar lagi: kirim MULAI"
    )


def started() -> str:
    return _("LAPOR! Baik, kabar laporan Anda kami kirim lagi ke sini. Untuk berhenti: kirim BERHENTI")


def thanks() -> str:
    return _("LAPOR! Sama-sama. Kapan saja Anda bisa menulis laporan lagi ke sini.")


def refused(report: Report, sentence: str) -> str:
    return gsm7.shorten(_("LAPOR! Laporan %(n)s: %(why)s") % {"n": report.number, "why": sentence})


def status(report: Report, words: str) -> str:
    """Where it stands, who has it and until when; `words`, what the reporter is asked or answered, where they may be
    told.
    """
    number = {"n": report.number}
    if words and report.state == State.ON_HOLD:
        return _quoting(
            _("LAPOR! Laporan %(n)s menunggu data Anda:") % number, words, _("Kirim BALAS %(n)s isi") % number
        )
    if words and report.state == State.ANSWERED:
        after = _("Beres: SELESAI %(n)s 5. Belum: BALAS %(n)s isi") % number
        return _quoting(_("LAPOR! Laporan %(n)s dijawab:") % number, words, after)
    begin = _("LAPOR! Laporan %(n)s: %(state)s.") % {"n": report.number, "state": report.get_state_display()}
    if not report.is_open:
        return gsm7.shorten(begin)
    who = {"who": _name(report.holder), "day": report.due_at and _day(report.due_at, report)}
    then = _("Langkah berikutnya paling lambat %(day)s oleh %(who)s") if report.due_at else _("Sekarang di %(who)s")
    return gsm7.shorten(f"{begin} {then % who}")


def _quoting(before: str, words: str, after: str) -> str:
    """What to do always has room; of the words as much as is left."""
    room = gsm7.ROOM - gsm7.length(f"{before}  {after}")
    return f"{before} {gsm7.shorten(words, room=room)} {after}"


def _name(unit: Unit) -> str:
    return unit.short_name or unit.name


def _day(moment: datetime, report: Report) -> str:
    return date_format(moment.astimezone(ZoneInfo(report.agency.tz)), "j M Y")


# Of a message in a chat that can't be read: its kind (chat.arrived) → what we say.
UNREAD = {"voice": not_heard, "other": not_taken, "edited": not_changed}
