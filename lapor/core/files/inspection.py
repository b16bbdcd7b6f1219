"""The way of an upload: counted, named, weighed, recognised by its content, opened, cleaned."""

import hashlib
from collections.abc import Sequence

from django.core.files.uploadedfile import UploadedFile

from lapor.core.errors import Refused
from lapor.core.files import documents, pictures, refusals, videos
from lapor.core.files.kinds import HEAD, PICTURES, Accepted, Clean, Kind, Limits, kind_of
from lapor.core.files.names import renamed, shown_name


def inspect_all(uploads: Sequence[UploadedFile], *, limits: Limits) -> list[Accepted]:
    """Inspect the files of one form, one after the other. Raises Refused: `too_many` and all of `inspect`'s."""
    if len(uploads) > limits.files:
        raise refusals.too_many(len(uploads), limits)
    return [inspect(upload, limits=limits) for upload in uploads]


def inspect(upload: UploadedFile, *, limits: Limits) -> Accepted:
    """Take a file as what its content is, and keep only what may be kept of it.

    Raises Refused (field `files`): `empty`, `unknown_kind`, `too_large`, `too_many_pixels`, `animated`, `damaged`,
    `bomb`, `macros`, `data_track`.
    """
    shown = shown_name(upload.name or "")
    upload.seek(0)
    content = upload.read(limits.bytes + 1)
    if not content:
        raise refusals.empty(shown)
    kind = kind_of(content[:HEAD])
    if kind not in limits.kinds:
        raise refusals.unknown_kind(shown, content[:HEAD], limits)
    if len(content) > limits.bytes:
        raise refusals.too_large(shown, kind, max(upload.size or 0, len(content)), limits)
    clean = _opened(content, kind, shown, limits)
    return Accepted(
        **vars(clean),
        kind=kind,
        name=renamed(shown, clean.extension),
        sha256=hashlib.sha256(content).hexdigest(),
        original_size=len(content),
    )


def _opened(content: bytes, kind: Kind, name: str, limits: Limits) -> Clean:
    try:
        if kind in PICTURES:
            return pictures.clean(content, kind, name, limits)
        if kind is Kind.PDF:
            return documents.clean_pdf(content, name)
        if kind is Kind.DOCX:
            return documents.clean_docx(content, name, limits)
        return videos.clean(content, name)
    except Refused:
        raise
    except Exception as error:
        # Parsers of hostile bytes fail in every way there is; whatever it was, this file can't be opened. The cause
        # stays on the exception for a debugger and goes nowhere else: it may quote the file.
        raise refusals.damaged(name, kind) from error
