"""How a stored file leaves the house: under its own type, in a sandbox, never guessed at, never for shared caches."""

import re

from django.http import HttpResponse
from django.utils.http import content_disposition_header

from lapor.core.files.names import shown_name

INLINE = {"image/jpeg", "image/png", "image/webp", "video/mp4"}  # shown by the browser itself, nothing can run in them
DOWNLOAD = {"application/pdf", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"}


def safe_headers(media_type: str, filename: str, *, inline: bool) -> dict[str, str]:
    """Headers under which a stranger's file can do nothing; only pictures and videos open in the page, if asked."""
    inline = inline and media_type in INLINE
    return {
        "Content-Type": media_type if media_type in INLINE | DOWNLOAD else "application/octet-stream",
        "Content-Disposition": content_disposition_header(not inline, shown_name(filename)) or "attachment",
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "sandbox; default-src 'none'; frame-ancestors 'none'",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Referrer-Policy": "no-referrer",
        # Ten minutes: a page and its way back cost nothing, a shared computer forgets soon.
        "Cache-Control": "private, max-age=600",
    }


def file_response(
    content: bytes, *, media_type: str, filename: str, inline: bool, range_header: str = ""
) -> HttpResponse:
    """The file, or the one part of it that a player asks for (206; 416 where there is no such part)."""
    headers = {**safe_headers(media_type, filename, inline=inline), "Accept-Ranges": "bytes"}
    part = byte_range(range_header, len(content))
    if part is None:
        return HttpResponse(content, headers=headers)
    if not part:
        return HttpResponse(status=416, headers={**headers, "Content-Range": f"bytes */{len(content)}"})
    headers["Content-Range"] = f"bytes {part.start}-{part.stop - 1}/{len(content)}"
    return HttpResponse(content[part.start : part.stop], status=206, headers=headers)


def byte_range(header: str, size: int) -> range | None:
    """What `Range: bytes=…` asks for; None for all of it (no header, several parts), empty where nothing is there."""
    asked = re.fullmatch(r"bytes=(\d{0,15})-(\d{0,15})", header, re.ASCII)
    if asked is None or not any(asked.groups()):
        return None
    first, last = asked.groups()
    if not first:
        return range(max(size - int(last), 0), size)
    if last and int(last) < int(first):
        return None
    return range(int(first), min(int(last) + 1, size) if last else size)
