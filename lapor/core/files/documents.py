"""PDF is checked for its frame and kept as it is; DOCX is packed anew without authors, places and links that load."""

import io
import re
import zipfile
from xml.etree import ElementTree  # noqa: S405  (expat stops entity bombs; a part with a DTD is refused before)

from lapor.core.files import pictures, refusals
from lapor.core.files.kinds import Clean, Kind, Limits

PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

PDF_TAIL = 1024  # readers look for the end mark here
PDF_END = re.compile(rb"startxref\s+(\d{1,10})\s+%%EOF")
PDF_TABLE = re.compile(rb"xref|\d+\s+\d+\s+obj")

MOST_PARTS = 2000
MOST_RATIO = 200  # text packs to a thirtieth, a bomb to a thousandth
MOST_RELATIONS_BYTES = 1_000_000  # as a tree in memory they take ten times as much
NEEDED_PARTS = {"[content_types].xml", "word/document.xml"}
JPEG = b"\xff\xd8\xff"
MACRO_PART = re.compile(r"vbaproject|vbadata|(^|/)activex/")
EMPTY_PROPERTIES = {
    "docprops/core.xml": b'<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/'
    b'core-properties"/>',
    "docprops/app.xml": b'<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/'
    b'extended-properties"/>',
    "docprops/custom.xml": b'<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/'
    b'custom-properties"/>',
}


def clean_pdf(content: bytes, name: str) -> Clean:
    """A PDF whose end leads to its table of objects; its inside is not opened. Raises Refused: `damaged`."""
    ends = list(PDF_END.finditer(content, max(len(content) - PDF_TAIL, 0)))
    if not ends or b"/Root" not in content:
        raise refusals.damaged(name, Kind.PDF)
    table = int(ends[-1][1])
    # Readers forgive a table that lies a few bytes off, and phones write such files.
    if not PDF_TABLE.search(content, max(table - 32, 0), table + 64):
        raise refusals.damaged(name, Kind.PDF)
    return Clean(content=content, media_type=PDF, extension="pdf")


def clean_docx(content: bytes, name: str, limits: Limits) -> Clean:
    """Every part unpacked, checked and packed anew. Raises Refused: `bomb`, `macros`, `damaged`."""
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as target:
        parts = [part for part in source.infolist() if not part.is_dir()]
        _check_directory(parts, len(content), name, limits)
        for part in parts:
            # ZipFile reads no further than the size that was checked, and compares the checksum.
            cleaned = _clean_part(part.filename, source.read(part), name)
            target.writestr(zipfile.ZipInfo(part.filename), cleaned, zipfile.ZIP_DEFLATED)
    return Clean(content=packed.getvalue(), media_type=DOCX, extension="docx")


def _check_directory(parts: list[zipfile.ZipInfo], size: int, name: str, limits: Limits) -> None:
    """All that the list of parts tells, before a byte is unpacked."""
    names = [part.filename.lower() for part in parts]
    unpacked = sum(part.file_size for part in parts)
    if len(parts) > MOST_PARTS or unpacked > limits.unpacked_bytes or unpacked > size * MOST_RATIO:
        raise refusals.bomb(name)
    if any(MACRO_PART.search(part) for part in names):
        raise refusals.macros(name)
    whole = set(names) >= NEEDED_PARTS and len(set(names)) == len(names)
    inside = all("\\" not in part and not {"", ".", ".."} & set(part.split("/")) for part in names)
    plain = all(part.compress_type in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for part in parts)
    if not (whole and inside and plain):
        raise refusals.damaged(name, Kind.DOCX)


def _clean_part(part: str, data: bytes, name: str) -> bytes:
    part = part.lower()
    if part in EMPTY_PROPERTIES:
        return EMPTY_PROPERTIES[part]
    if part.endswith((".xml", ".rels")) and b"<!DOCTYPE" in data:
        raise refusals.damaged(name, Kind.DOCX)
    if part == "[content_types].xml":
        if b"macroEnabled" in data:
            raise refusals.macros(name)
        if f"{DOCX}.main+xml".encode() not in data:
            raise refusals.damaged(name, Kind.DOCX)
    if data.startswith(JPEG):
        return pictures.without_traces(data)
    if part.endswith(".rels"):
        if len(data) > MOST_RELATIONS_BYTES:
            raise refusals.bomb(name)
        return _without_loading_links(data)
    return data


def _without_loading_links(relations: bytes) -> bytes:
    """Only what a person clicks may lead outside: templates, pictures and objects from elsewhere load by themselves.

    They would tell a stranger who opened the document, or bring a program in.
    """
    tree = ElementTree.fromstring(relations)  # noqa: S314
    for relation in tree:
        if relation.get("TargetMode") == "External" and not relation.get("Type", "").endswith("/hyperlink"):
            relation.set("Target", "about:blank")
    return ElementTree.tostring(tree, encoding="utf-8", xml_declaration=True)
