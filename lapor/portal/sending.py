"""From the form to the report: what was typed, pinned and attached becomes one Submission, taken once."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from lapor.accounts import limits
from lapor.core import encryption
from lapor.core.errors import Refused
from lapor.core.files import Accepted, Limits, Place, inspect
from lapor.portal import staging
from lapor.portal.forms import SendForm, point_in, where
from lapor.portal.staging import Staged
from lapor.reports import intake
from lapor.reports.actors import Actor
from lapor.reports.intake import Submission
from lapor.reports.lifecycle import Channel
from lapor.reports.models import Report
from lapor.supervision import outreach

MOST_PER_HOUR = 30  # from one account or, without one, one address: more is a machine
MOST_FILES_PER_HOUR = 150  # from one address, sent or not: what waits for its form takes room on the disk


@dataclass
class Files:
    """The files of one sending: those that wait from before and those that came with it."""

    waiting: list[Staged] = field(default_factory=list)
    new: list[Accepted] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    @property
    def place(self) -> Place | None:
        """Where the first picture that knows it was taken."""
        places = [file.place for file in self.waiting] + [file.place for file in self.new]
        return next(filter(None, places), None)

    def put_aside(self, *, at: datetime) -> list[Staged]:
        """Everything that was accepted, waiting until the form is right."""
        self.waiting += [staging.keep(file, at=at) for file in self.new]
        self.new = []
        return self.waiting

    def all(self, *, at: datetime) -> tuple[Accepted, ...]:
        """Raises Refused: `staged_gone`."""
        return (*(staging.fetch(file.token, at=at) for file in self.waiting), *self.new)


def files(tokens: list[str], uploads: list[UploadedFile], *, address: str, at: datetime) -> Files:
    """Judge each file by itself, so that one that is refused doesn't cost the others."""
    most, found = Limits().files, Files()
    for token in dict.fromkeys(tokens[:most]):
        try:
            found.waiting.append(staging.look(token, at=at))
        except Refused as refused:
            found.errors.append(refused.sentence)
    for upload in uploads[: most - len(found.waiting)]:
        try:
            found.new.append(take(upload, address=address, at=at))
        except Refused as refused:
            found.errors.append(refused.sentence)
    if len(tokens) + len(uploads) > most:
        found.errors.append(_("Paling banyak %d berkas. Yang lebih dari itu tidak kami ambil.") % most)
    found.errors = list(dict.fromkeys(found.errors))
    return found


def take(upload: UploadedFile, *, address: str, at: datetime) -> Accepted:
    """One file, judged and cleaned. Raises Refused: `too_many_uploads`, and those of `core.files.inspect`."""
    if not limits.allow(limits.key("upload", address), at=at, most=MOST_FILES_PER_HOUR, within=timedelta(hours=1)):
        sentence = _("Terlalu banyak berkas dari jaringan ini. Coba lagi satu jam lagi.")
        raise Refused("too_many_uploads", sentence, field="files")
    return inspect(upload, limits=Limits())


def check_place(form: SendForm, files: Files) -> None:
    """A report happens somewhere: words, an area, a point on the map or the place in a photo will do."""
    data = form.cleaned_data
    named = data.get("place") or data.get("area") or data.get("latitude") is not None
    if not (named or (data.get("photo_place") and files.place) or {"place", "area"} & form.errors.keys()):
        form.add_error("place", _("Di mana kejadiannya? Nama desa atau jalan saja sudah cukup."))


def send(
    form: SendForm, files: Files, *, command: UUID, by: Actor, address: str, at: datetime, code: str = ""
) -> Report:
    """Take the report of a valid form, once for each `command`; `code` is of the outreach event it came from.

    Raises Refused: `flood` after MOST_PER_HOUR reports, and those of `intake.submit` and `staging.fetch`.
    """
    submission = _submission(form.cleaned_data, files, at=at)
    with transaction.atomic(durable=True):
        report = intake.submit(submission, by=by.acting(command=_kept(command)), at=at)
        if report.submitted_at == at:  # not the same click once more
            _slow_down(by.ref or address, at=at)
            outreach.came_of(report, code=code, text=f"{submission.title} {submission.body}")
    return report


def _kept(command: UUID) -> UUID:
    """The click as the record keeps it: sent again it opens the receipt, so the record alone must not tell it."""
    return UUID(bytes=encryption.tag(command.hex, purpose="click")[:16])


def _slow_down(who: str, *, at: datetime) -> None:
    """Counted within the transaction: only reports that were taken count."""
    if not limits.allow(limits.key("report", who), at=at, most=MOST_PER_HOUR, within=timedelta(hours=1)):
        sentence = _(
            "Dari jaringan ini sudah masuk %d laporan dalam satu jam. Tulisan Anda masih ada di sini: kirim lagi satu "
            "jam lagi, atau masuk dulu dengan kode agar tidak perlu menunggu."
        )
        raise Refused("flood", sentence % MOST_PER_HOUR)


def _submission(data: dict, files: Files, *, at: datetime) -> Submission:
    point = point_in(data) or (files.place if data["photo_place"] else None)
    return Submission(
        kind=data["kind"],
        title=data["title"],
        body=data["body"],
        event_date=data["event_date"],
        **where(data, point),
        agency=data["agency"],
        category=data["category"],
        is_anonymous=data["is_anonymous"],
        is_secret=data["is_secret"],
        name=data["name"],
        **data["contact"],
        files=files.all(at=at),
        channel=Channel.WEB,
        lang=get_language() or "id",
    )
