"""The ground under the map, through our own host: no reader's browser ever asks a stranger where the reader looks."""

import threading
from urllib.error import URLError
from urllib.request import Request, urlopen

from django.conf import settings
from django.core.cache.backends.filebased import FileBasedCache
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

DEEPEST = 19
KEPT_FOR = 30 * 86_400  # seconds, here and in browsers
MOST_KEPT = 10_000  # tiles, about 150 MB
LARGEST = 200_000
PATIENCE = 4  # seconds
PNG = b"\x89PNG\r\n\x1a\n"
JPEG = b"\xff\xd8\xff"
EMPTY = bytes.fromhex(
    "89504e470d0a1a0a0000000d494844520000000100000001010300000025db56ca00000003504c5445000000a77a3dda"
    "0000000174524e530040e6d8660000000a4944415408d76360000000020001e221bc330000000049454e44ae426082"
)  # one transparent pixel

# A slow source may hold two threads of a process, never all of them.
_asking = threading.BoundedSemaphore(2)


@require_safe
def tile(request: HttpRequest, z: int, x: int, y: int) -> HttpResponse:
    """One square of the ground; a transparent one where there is no source or it doesn't answer."""
    if z > DEEPEST or max(x, y) >= 2**z:
        raise Http404
    image = _image(z, x, y) if settings.MAP_TILES_URL else None
    kind = "image/jpeg" if image and image.startswith(JPEG) else "image/png"
    response = HttpResponse(image or EMPTY, content_type=kind)
    patch_cache_control(response, public=True, max_age=KEPT_FOR if image else 60)
    return response


def _image(z: int, x: int, y: int) -> bytes | None:
    cache = FileBasedCache(
        str(settings.LAPOR_HOME / "tiles"), {"TIMEOUT": KEPT_FOR, "OPTIONS": {"MAX_ENTRIES": MOST_KEPT}}
    )
    key = f"{z}-{x}-{y}"
    known = cache.get(key)
    if known is not None or not _asking.acquire(blocking=False):
        return known
    try:
        fresh = _asked(settings.MAP_TILES_URL.format(z=z, x=x, y=y))
    finally:
        _asking.release()
    if fresh:
        cache.set(key, fresh)
    return fresh


def _asked(url: str) -> bytes | None:
    """What the source says; None for anything that is no picture of a fitting size."""
    try:
        with urlopen(Request(url, headers={"User-Agent": "LAPOR!"}), timeout=PATIENCE) as answer:  # noqa: S310
            image = answer.read(LARGEST + 1)
    except (URLError, OSError, ValueError):
        return None
    return image if image.startswith((PNG, JPEG)) and len(image) <= LARGEST else None
