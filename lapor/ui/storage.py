"""Static files as a browser should ask for them: one sheet, one script, compressed, with a hash in the name.

The sources stay one file per component and run as they are; only `collectstatic` joins them (decision 0005).
"""

import posixpath
import re
from collections.abc import Iterator, Mapping

from django.core.files.base import ContentFile
from django.core.files.storage import Storage
from whitenoise.storage import CompressedManifestStaticFilesStorage

type Sources = Mapping[str, tuple[Storage, str]]

_COMMENT = re.compile(r"/\*.*?\*/\s*", re.DOTALL)
_SHEET = re.compile(r'@import url\("(?P<part>[^"]+)"\) layer\((?P<layer>\w+)\);')
_MODULE = re.compile(r'^import "(?P<part>\.{1,2}/[^"]+)";', re.MULTILINE)


def read(sources: Sources, name: str) -> str:
    """The text of a collected file, from where it was collected."""
    storage, path = sources[name]
    with storage.open(path) as file:
        return file.read().decode()


def join_sheets(sources: Sources, entry: str) -> str:
    """The style sheet with each import replaced by its part, in the same layer, without comments."""
    folder = posixpath.dirname(entry)

    def part(match: re.Match[str]) -> str:
        return f"@layer {match['layer']} {{\n{read(sources, posixpath.join(folder, match['part']))}}}"

    return _COMMENT.sub("", _SHEET.sub(part, read(sources, entry)))


def join_modules(sources: Sources, entry: str) -> str:
    """The script with each import replaced by its module, in a block of its own so that names don't meet."""
    folder = posixpath.dirname(entry)
    return _MODULE.sub(
        lambda match: "{\n" + read(sources, posixpath.normpath(posixpath.join(folder, match["part"]))) + "}",
        read(sources, entry),
    )


class JoinedStaticFilesStorage(CompressedManifestStaticFilesStorage):
    """Joins the entries before they are hashed and compressed."""

    entries = {"ui/lapor.css": join_sheets, "ui/lapor.js": join_modules, "portal/send.js": join_modules}

    def post_process(self, paths: Sources, dry_run: bool = False, **options: object) -> Iterator[tuple]:
        paths = dict(paths)
        if not dry_run:
            for entry in self.entries.keys() & paths.keys():
                joined = self.entries[entry](paths, entry)
                self.delete(entry)
                self._save(entry, ContentFile(joined.encode()))
                paths[entry] = (self, entry)
        yield from super().post_process(paths, dry_run=dry_run, **options)
