"""Pictures are decoded and encoded anew: what is not the picture (place, camera, owner, hidden files) stays behind."""

import io
import math
import threading
from datetime import date, datetime
from typing import Any

import pillow_heif
from PIL import ExifTags, Image, ImageOps

from lapor.core.files import refusals
from lapor.core.files.kinds import Clean, Kind, Limits, Place

LONG_SIDE = 2560
JPEG_QUALITY = 82
SHARP_BYTES = 1_500_000  # a PNG (mostly a screenshot) stays one up to this size; a photo saved as PNG becomes a JPEG
THUMBNAIL_BYTES = 40_000
THUMBNAIL_TRIES = ((480, 70), (480, 40), (360, 30), (240, 20))  # long side and quality, until it fits: noise needs all

# Our own limit is stricter and is asked before anything is decoded; Pillow's error couldn't name the size.
Image.MAX_IMAGE_PIXELS = None

# Only the picture itself: an embedded thumbnail may show something else than the picture does.
pillow_heif.register_heif_opener(thumbnails=False, depth_images=False, aux_images=False, decode_threads=1)

START_OF_SCAN = 0xDA
SCAN = bytes([0xFF, START_OF_SCAN])
MOST_SCANS = (
    100  # a progressive JPEG has about ten; one of 10 MB can have 100,000 and keep a processor busy for minutes
)
TRACES = {0xE1, *range(0xE3, 0xEE), 0xEF, 0xFE}  # APP0, 2 and 14 say how to read the colours and stay

_FORMATS = {Kind.JPG: "JPEG", Kind.PNG: "PNG", Kind.WEBP: "WEBP", Kind.HEIC: "HEIF"}

# A decoded picture takes up to 160 MB; one at a time keeps a process small however many people send at once.
_one_at_a_time = threading.Lock()


def clean(content: bytes, kind: Kind, name: str, limits: Limits) -> Clean:
    """The picture upright, at most LONG_SIDE, with a thumbnail.

    Raises Refused: `too_many_pixels`, `animated`, `damaged`, and whatever the decoders raise.
    """
    if kind is Kind.JPG and content.count(SCAN) > MOST_SCANS:
        raise refusals.damaged(name, kind)
    with _one_at_a_time, Image.open(io.BytesIO(content), formats=[_FORMATS[kind]]) as image:
        if image.width * image.height > limits.megapixels * 1_000_000:
            raise refusals.too_many_pixels(name, image.width, image.height, limits)
        # Phones put a second picture (depth, gain map) into JPEG and HEIC: there it doesn't mean that anything moves.
        if kind in (Kind.PNG, Kind.WEBP) and getattr(image, "is_animated", False):
            raise refusals.animated(name)
        exif = image.getexif()
        picture = _upright(image, exif)
        encoded, media_type, extension = _encoded(picture, kind)
        return Clean(
            content=encoded,
            media_type=media_type,
            extension=extension,
            thumbnail=_thumbnail(picture),
            width=picture.width,
            height=picture.height,
            place=_place(exif),
            taken_on=_taken_on(exif),
        )


def _upright(image: Image.Image, exif: Image.Exif) -> Image.Image:
    """Scaled down first (JPEG decodes straight to a smaller size), then turned, then put on white."""
    if image.mode not in ("L", "RGB", "CMYK", "RGBA"):
        image = image.convert("RGBA" if image.has_transparency_data else "RGB")
    image.thumbnail((LONG_SIDE, LONG_SIDE))
    image.load()
    image.info = {}  # encoders copy comments and colour profiles from here
    image.getexif()[ExifTags.Base.Orientation] = exif.get(ExifTags.Base.Orientation, 1)
    upright = ImageOps.exif_transpose(image)
    if upright.mode == "RGBA":
        white = Image.new("RGBA", upright.size, "white")
        upright = Image.alpha_composite(white, upright)
    return upright if upright.mode == "L" else upright.convert("RGB")


def _encoded(picture: Image.Image, kind: Kind) -> tuple[bytes, str, str]:
    if kind is Kind.PNG:
        png = _saved(picture, "PNG")
        if len(png) <= SHARP_BYTES:
            return png, "image/png", "png"
    return _saved(picture, "JPEG", quality=JPEG_QUALITY, optimize=True), "image/jpeg", "jpg"


def _thumbnail(picture: Image.Image) -> bytes:
    small = picture.copy()
    encoded = b""
    for side, quality in THUMBNAIL_TRIES:
        small.thumbnail((side, side))
        encoded = _saved(small, "WEBP", quality=quality)
        if len(encoded) <= THUMBNAIL_BYTES:
            break
    return encoded


def _saved(picture: Image.Image, format: str, **options: Any) -> bytes:
    encoded = io.BytesIO()
    picture.save(encoded, format, **options)
    return encoded.getvalue()


def _place(exif: Image.Exif) -> Place | None:
    """Where the camera says it was; None where it says nothing or nonsense (0, 0 is a camera without a fix)."""
    try:
        gps = exif.get_ifd(ExifTags.IFD.GPSInfo)
        latitude = _degrees(gps[ExifTags.GPS.GPSLatitude], gps[ExifTags.GPS.GPSLatitudeRef], "S")
        longitude = _degrees(gps[ExifTags.GPS.GPSLongitude], gps[ExifTags.GPS.GPSLongitudeRef], "W")
    except Exception:  # EXIF holds anything: missing tags, zero denominators, text where numbers belong
        return None
    sane = math.isfinite(latitude + longitude) and abs(latitude) <= 90 and abs(longitude) <= 180
    return Place(latitude, longitude) if sane and (latitude, longitude) != (0, 0) else None


def _degrees(parts: tuple[Any, Any, Any], reference: str, negative: str) -> float:
    degrees, minutes, seconds = (float(part) for part in parts)
    value = degrees + minutes / 60 + seconds / 3600
    return round(-value if reference.strip("\0 ").upper() == negative else value, 6)


def _taken_on(exif: Image.Exif) -> date | None:
    """The day on the camera's own clock, which knows no time zone."""
    try:
        taken = exif.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.DateTimeOriginal]
        return datetime.strptime(taken[:10], "%Y:%m:%d").date()  # noqa: DTZ007
    except Exception:
        return None


def without_traces(jpeg: bytes) -> bytes:
    """A JPEG inside a document, without its EXIF, XMP and comments but otherwise as it is.

    Raises IndexError or ValueError where it is no whole JPEG.
    """
    kept, at = bytearray(jpeg[:2]), 2
    while jpeg[at + 1] != START_OF_SCAN:
        if jpeg[at] != 0xFF:
            raise ValueError("a marker was expected")
        end = at + 2 + int.from_bytes(jpeg[at + 2 : at + 4])
        if jpeg[at + 1] not in TRACES:
            kept += jpeg[at:end]
        at = end
    return bytes(kept + jpeg[at:])
