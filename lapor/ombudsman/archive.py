"""The package as a file: a ZIP that holds `SHA256SUMS` and what it names, in one form only.

The same files always give the same bytes: sorted by name, uncompressed, without times. Whoever has unpacked it checks
it with `sha256sum -c SHA256SUMS`, a program with `verify`.
"""

import hashlib
from io import BytesIO
from zipfile import ZIP_STORED, BadZipFile, ZipFile, ZipInfo

MANIFEST = "SHA256SUMS"
LONG_AGO = (1980, 1, 1, 0, 0, 0)  # a ZIP can't do without a time


class Altered(Exception):  # noqa: N818  (an answer, like NotFound)
    """This isn't the package that was handed over."""


def pack(files: dict[str, bytes]) -> bytes:
    """These files by name, with their manifest."""
    sums = "".join(f"{hashlib.sha256(content).hexdigest()}  {name}\n" for name, content in sorted(files.items()))
    packed = BytesIO()
    with ZipFile(packed, "w", ZIP_STORED) as archive:
        for name, content in [(MANIFEST, sums.encode()), *sorted(files.items())]:
            archive.writestr(_entry(name), content)
    return packed.getvalue()


def verify(package: bytes) -> dict[str, bytes]:
    """The files of a package, every one as it was made, and nothing beside them. Raises Altered."""
    try:
        with ZipFile(BytesIO(package)) as archive:
            entries = archive.infolist()
            if any(entry.compress_type != ZIP_STORED or entry.file_size > len(package) for entry in entries):
                raise Altered("compressed")
            files = {entry.filename: archive.read(entry) for entry in entries}
    except (BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError, ValueError) as error:
        raise Altered(type(error).__name__) from error
    files.pop(MANIFEST, None)
    if pack(files) != package:
        raise Altered(MANIFEST)
    return files


def _entry(name: str) -> ZipInfo:
    entry = ZipInfo(name, LONG_AGO)
    entry.create_system, entry.external_attr = 3, 0o600 << 16
    return entry
