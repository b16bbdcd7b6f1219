"""Files of a report: accepted and cleaned by core.files, encrypted with the report's key, shown to whom they're for."""

from datetime import datetime, timedelta

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from lapor.core import encryption, storage
from lapor.core.files import Accepted
from lapor.core.files.kinds import Kind
from lapor.reports import record
from lapor.reports.actors import Actor
from lapor.reports.lifecycle import REPORTERS, ActorKind, Audience
from lapor.reports.models import Attachment, Event, Part, Report, content_context

WORDS = {Kind.MP4: _("video"), Kind.PDF: _("dokumen"), Kind.DOCX: _("dokumen")}
ORPHANED_AFTER = timedelta(hours=2)  # a form waits an hour; a step may be using a younger file


def add(report: Report, event: Event, files: tuple[Accepted, ...], *, audience: Audience = Audience.REPORTER) -> None:
    """Keep these files with this event; the reporter's own become public only through `verification.verify`."""
    Attachment.objects.bulk_create(
        _attachment(report, event, file, _name(event, file, position), audience)
        for position, file in enumerate(files, start=1)
    )


def _name(event: Event, file: Accepted, position: int) -> str:
    """Officers' files keep their names. A reporter's may say who it is ("KTP Rini.jpg"), and nobody scans them."""
    if event.actor_kind not in REPORTERS:
        return file.name
    return f"{WORDS.get(file.kind, _('foto'))} {position}.{file.extension.lstrip('.')}"


def _attachment(report: Report, event: Event, file: Accepted, name: str, audience: Audience) -> Attachment:
    key = report.data_key
    return Attachment(
        report=report,
        event=event,
        kind=file.kind,
        media_type=file.media_type,
        size=len(file.content),
        name_ciphertext=key.encrypt(name.encode(), context=content_context(report.pk, Part.FILE_NAME)),
        checksum=bytes.fromhex(checksum(report, file)),
        stored=storage.store(file.content, key=key),
        thumbnail=storage.store(file.thumbnail, key=key) if file.thumbnail else "",
        width=file.width,
        height=file.height,
        audience=record.ceiling(report, audience),
    )


def checksum(report: Report, file: Accepted) -> str:
    """What the record says of a file: its SHA-256, or a keyed one where even knowing the picture would give it away."""
    return encryption.tag(file.sha256, purpose="secret file").hex() if report.is_secret else file.sha256


def noted(report: Report, files: tuple[Accepted, ...]) -> dict:
    """What the record of a step says of the files that came with it."""
    return {"files": [checksum(report, file) for file in files]} if files else {}


def are_kept(report: Report, files: tuple[Accepted, ...]) -> bool:
    """Is each of these on the report already, or on one of its parts?"""
    wanted = {bytes.fromhex(checksum(report, file)) for file in files}
    theirs = Attachment.objects.filter(Q(report=report) | Q(report__parent=report), checksum__in=wanted)
    return len(wanted) == theirs.values("checksum").distinct().count()


def name(attachment: Attachment, report: Report) -> str:
    """What the file is called. Raises Undecipherable."""
    context = content_context(report.pk, Part.FILE_NAME)
    return report.data_key.decrypt(attachment.name_ciphertext, context=context).decode()


def read(attachment: Attachment, *, thumbnail: bool = False) -> bytes:
    """The content. Raises NotFound when it was erased."""
    wanted = attachment.thumbnail if thumbnail and attachment.thumbnail else attachment.stored
    return storage.fetch(wanted, key=attachment.report.data_key)


def of_reporter(report: Report) -> QuerySet[Attachment]:
    """What the reporter sent; an officer decides which of it everybody may see."""
    return report.attachments.filter(event__actor_kind__in=REPORTERS).order_by("id")


def visible_to(by: Actor | None, *reports: Report) -> list[Attachment]:
    """The files that this actor may open; `by` None is the public. The caller has seen to the reports themselves."""
    shown = reports if by else [report for report in reports if report.is_public]
    found = Attachment.objects.filter(report__in=shown).order_by("id")
    if by is None:
        return list(found.filter(audience=Audience.PUBLIC)) if shown else []
    if by.kind in (ActorKind.OFFICER, ActorKind.SYSTEM):
        return list(found)
    return list(found.exclude(audience=Audience.OFFICERS))


def forget_orphans(*, at: datetime) -> int:
    """Remove files on disk that no row knows: left by a crash, or waiting for a form that was never sent."""
    orphans = list(storage.orphans(_known, before=at - ORPHANED_AFTER))
    for name in orphans:
        storage.erase(name)
    return len(orphans)


def _known(names: list[str]) -> set[str]:
    kept = Attachment.objects.filter(Q(stored__in=names) | Q(thumbnail__in=names)).values_list("stored", "thumbnail")
    return {name for pair in kept for name in pair}
