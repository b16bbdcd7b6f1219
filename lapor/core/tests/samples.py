"""Files as people send them, made here byte by byte: nobody's photo lies in the repository."""

import io
import zipfile

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw

from lapor.core.files import documents

TYPES = f'<Types><Override PartName="/word/document.xml" ContentType="{documents.DOCX}.main+xml"/></Types>'
DOCUMENT = {"[Content_Types].xml": TYPES, "_rels/.rels": "<Relationships/>", "word/document.xml": "<w/>" * 50}


def upload(content: bytes, name: str = "berkas.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def picture(width: int = 640, height: int = 480, *, format: str = "JPEG", mode: str = "RGB", **options) -> bytes:
    """Grey ground with a white mark in its upper left corner, so that its orientation can be seen."""
    image = Image.new("L", (width, height), 90)
    ImageDraw.Draw(image).rectangle((0, 0, width // 4, height // 4), fill=255)
    content = io.BytesIO()
    image.convert(mode).save(content, format, **options)
    return content.getvalue()


def exif(*, orientation: int = 1, gps: dict | None = None) -> bytes:
    """What a phone writes: maker, day, owner and, with `gps`, the place."""
    tags = Image.Exif()
    tags[0x0112] = orientation
    tags[0x010F] = "Ponsel Rini"
    tags[0x8298] = "Rini Wulandari"
    tags.get_ifd(0x8769)[0x9003] = "2026:11:20 08:15:00"
    if gps is not None:
        tags.get_ifd(0x8825).update(gps)
    return tags.tobytes()


SANGATTA = {1: "N", 2: (0.0, 30.0, 8.28), 3: "E", 4: (117.0, 32.0, 27.6)}


def animation(format: str) -> bytes:
    frames = [Image.new("RGB", (40, 40), colour) for colour in ("red", "blue")]
    content = io.BytesIO()
    frames[0].save(content, format, save_all=True, append_images=frames[1:], duration=100)
    return content.getvalue()


def docx(parts: dict | None = None, **options) -> bytes:
    """A small Word document; `parts` adds to or replaces its own."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED, **options) as archive:
        for name, part in {**DOCUMENT, **(parts or {})}.items():
            archive.writestr(name, part)
    return content.getvalue()


def pdf(body: bytes = b"") -> bytes:
    head = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n" + body
    table = b"xref\n0 1\n0000000000 65535 f \ntrailer<</Size 1/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % len(head)
    return head + table


def box(kind: bytes, *inside: bytes) -> bytes:
    body = b"".join(inside)
    return (len(body) + 8).to_bytes(4) + kind + body


def track(handler: bytes = b"vide", *more: bytes) -> bytes:
    hdlr = box(b"hdlr", bytes(8), handler, bytes(13))
    return box(b"trak", box(b"tkhd", bytes(84)), box(b"mdia", box(b"mdhd", bytes(24)), hdlr, box(b"minf")), *more)


def mp4(*in_moov: bytes, after: bytes = b"", tracks: tuple[bytes, ...] = (b"vide", b"soun")) -> bytes:
    moov = box(b"moov", box(b"mvhd", bytes(100)), *(track(handler) for handler in tracks), *in_moov)
    return box(b"ftyp", b"isom", bytes(4), b"isommp42") + box(b"mdat", b"frames" * 20) + moov + after
