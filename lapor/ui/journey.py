"""The journey line: five steps that every report goes through, as plain values for the templates."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

STEPS = (
    gettext_lazy("Tulis"),
    gettext_lazy("Verifikasi"),
    gettext_lazy("Tindak lanjut"),
    gettext_lazy("Tanggapan"),
    gettext_lazy("Selesai"),
)

# The drawing of the step a report is at; an open one shows its number.
ICONS = {"open": "", "on_hold": "tunda", "archived": "arsip", "closed": "check"}


@dataclass(frozen=True)
class Step:
    label: str
    state: str  # done, current, todo
    icon: str
    word: str  # what a screen reader says after the label


def steps(at: int, state: str) -> tuple[Step, ...]:
    """The five steps of a report at step `at` (1–5), seen from its state: open, on_hold, archived or closed."""
    return _steps(at, state, get_language())


@lru_cache  # a list shows the same few again and again
def _steps(at: int, state: str, language: str | None) -> tuple[Step, ...]:
    return tuple(_each(at, state))


def _each(at: int, state: str) -> Iterator[Step]:
    words = {"done": _("sudah"), "current": _("sekarang"), "todo": _("belum")}
    for position, label in enumerate(STEPS, start=1):
        if position < at or state == "closed":
            yield Step(str(label), "done", "check", words["done"])
        elif position == at:
            yield Step(str(label), "current", ICONS[state], words["current"])
        elif state != "archived":  # an archived report goes no further, so nothing lies ahead of it
            yield Step(str(label), "todo", "", words["todo"])


def holder_sentence(state: str, holder: str, *, yours: bool) -> str:
    """Who has the report now, in one sentence; empty where that isn't known."""
    if state == "closed":
        return _("Laporan ini selesai.")
    if state == "archived":
        return _("Laporan ini diarsipkan.")
    if yours:
        return _("Menunggu data dari Anda.") if state == "on_hold" else _("Sekarang giliran Anda.")
    if not holder:
        return ""
    sentence = _("Menunggu data dari %(holder)s.") if state == "on_hold" else _("Sekarang di %(holder)s.")
    return (sentence % {"holder": holder}).replace("!.", "!")  # a name may bring its own mark: LAPOR!
