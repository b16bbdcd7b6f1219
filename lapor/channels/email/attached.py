"""What is attached to a mail: judged by its content, and a sentence for each file that can't be kept."""

from collections.abc import Iterator
from email.message import EmailMessage, MIMEPart

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.translation import gettext as _

from lapor.core.errors import Refused
from lapor.core.files import Accepted, Limits, inspect

NO_FILES = {"application/pgp-signature", "application/pkcs7-signature", "application/x-pkcs7-signature"}
LOCKED = {"application/pkcs7-mime", "application/x-pkcs7-mime", "application/pgp-encrypted"}
LOGO = 10 * 1024  # bytes: smaller pictures within the text are logos of signatures
MOST_OPENED = 20  # what can't be kept costs as much time as what can


def files_of(mail: EmailMessage) -> tuple[tuple[Accepted, ...], list[str]]:
    """The files that can be kept, and for the others the sentences that say why not."""
    files: list[Accepted] = []
    left_out: list[str] = []
    for place, part in enumerate(filter(_is_file, leaves(mail)), start=1):
        try:
            if len(files) == Limits().files or place > MOST_OPENED:
                raise Refused("too_many", _("Paling banyak %d berkas.") % Limits().files)
            files.append(_inspected(part, place))
        except Refused as refused:
            left_out.append(refused.sentence)
    return tuple(files), list(dict.fromkeys(left_out))


def leaves(part: MIMEPart) -> Iterator[MIMEPart]:
    """The parts that hold something, in order; a mail within the mail is one of them."""
    if part.get_content_maintype() != "multipart" or not part.is_multipart():
        yield part
        return
    for inner in part.iter_parts():
        yield from leaves(inner)


def is_text(part: MIMEPart) -> bool:
    """What is to be read, not to be opened."""
    return part.get_content_type() in ("text/plain", "text/html") and not (part.is_attachment() or part.get_filename())


def _is_file(part: MIMEPart) -> bool:
    if is_text(part) or part.get_content_type() in NO_FILES:
        return False
    if part.get_content_maintype() in ("text", "multipart"):
        return bool(part.is_attachment() or part.get_filename())
    return part.is_attachment() or "Content-ID" not in part or len(_content(part)) >= LOGO


def _inspected(part: MIMEPart, place: int) -> Accepted:
    """It is called by its place: its name may be words of somebody who writes in another's name, and we say it."""
    if part.get_content_type() in LOCKED:
        sentence = _("Surel Anda terkunci (S/MIME atau PGP), jadi kami tidak bisa membacanya. Kirim lagi tanpa kunci.")
        raise Refused("unknown_kind", sentence, field="files")
    name = part.get_filename() or ""
    if part.get_content_type() in ("application/ms-tnef", "application/vnd.ms-tnef") or name.lower() == "winmail.dat":
        sentence = _(
            "“winmail.dat” hanya bisa dibuka Outlook, jadi lampiran di dalamnya tidak masuk. Bila mengirim lagi, pakai "
            "format HTML atau teks biasa."
        )
        raise Refused("unknown_kind", sentence, field="files")
    return inspect(SimpleUploadedFile(f"{_('lampiran')} {place}", _content(part)), limits=Limits())


def _content(part: MIMEPart) -> bytes:
    content = part.get_payload(decode=True)
    return content if isinstance(content, bytes) else part.as_bytes()  # of a mail within the mail
