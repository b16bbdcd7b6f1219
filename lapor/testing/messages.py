"""The English catalogue kept in step with the code: `python -m lapor.testing.messages` writes what is new or gone."""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

from lapor.launcher.console import say

LAPOR = Path(__file__).resolve().parent.parent
ENGLISH = LAPOR / "locale" / "en" / "LC_MESSAGES" / "django.po"
KEYWORDS = DEFAULT_KEYWORDS | {
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext_lazy": (1, 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
# Written by hand, because Babel's own carries the time and its version, and two branches would always collide there.
HEADER = r"""msgid ""
msgstr ""
"Language: en\n"
"MIME-Version: 1.0\n"
"Content-Type: text/plain; charset=utf-8\n"
"Content-Transfer-Encoding: 8bit\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\n"

"""


def messages_in_code() -> Catalog:
    """Every text that goes through gettext in modules and templates; tests and what serves only them left out."""
    found = Catalog(locale="en")
    for path in _sources():
        for line, text, _comments, context in extract("python", BytesIO(_python(path)), KEYWORDS):
            found.add(text, locations=[(str(path.relative_to(LAPOR.parent)), line)], context=context)
    return found


def catalogue() -> Catalog:
    """The English catalogue as it lies in the repository."""
    with ENGLISH.open("rb") as source:
        return read_po(source)


def update() -> list[str]:
    """Add what is new, drop what is gone, keep every other translation; returns the texts still to be written."""
    english = catalogue()
    english.update(messages_in_code(), no_fuzzy_matching=True)
    with ENGLISH.open("wb") as target:
        target.write(HEADER.encode())
        write_po(
            target, english, width=120, omit_header=True, sort_by_file=True, ignore_obsolete=True, include_lineno=False
        )
    return untranslated(english)


def untranslated(english: Catalog) -> list[str]:
    """The texts without English words, a plural in one of its forms counted too."""
    return [str(message.id) for message in english if message.id and not all(forms(message.string or ""))]


def forms(text: str | tuple[str, ...] | list[str]) -> tuple[str, ...]:
    """One text, or the singular and the plural."""
    return (text,) if isinstance(text, str) else tuple(text)


def _sources() -> Iterator[Path]:
    for path in sorted(LAPOR.rglob("*")):
        room = path.relative_to(LAPOR).parts
        if path.suffix in {".py", ".html", ".txt"} and not {"tests", "migrations"} & set(room) and room[0] != "testing":
            yield path


def _python(path: Path) -> bytes:
    text = path.read_text()
    if path.suffix == ".py":
        return text.encode()
    # The brackets keep Python from reading the template's indentation as its own.
    return f"({templatize(text)}\n)".encode()


if __name__ == "__main__":
    for text in update():
        say(f"Belum diterjemahkan: {text}")
