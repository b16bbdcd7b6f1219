"""Lays a document out on pages with WeasyPrint. Imported by pdf.py when somebody prints, and by nobody else."""

from functools import cache
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import url2pathname

from PIL import ImageFile
from weasyprint import CSS, HTML
from weasyprint.document import Document
from weasyprint.urls import URLFetcher, URLFetcherResponse

ImageFile.LOAD_TRUNCATED_IMAGES = False  # WeasyPrint allows it for the whole process, and half a photo would be taken

STATIC = Path(__file__).parent / "static" / "ui"
ACCESSIBLE = "pdf/ua-1"  # tagged: a screen reader finds headings, tables and the language


class OwnFiles(URLFetcher):
    """What a document carries itself, and our own static files; whatever a text names, nothing else is read."""

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> URLFetcherResponse:
        if not (url.startswith("data:") or _is_own_file(url)):
            raise ValueError("not one of ours")
        return super().fetch(url, headers)


def _is_own_file(url: str) -> bool:
    """Three strokes: with two a machine's name would follow, and looking it up is a word to the network."""
    return url.startswith("file:///") and Path(url2pathname(urlsplit(url).path)).resolve().is_relative_to(STATIC)


def laid_out(html: str) -> Document:
    """The pages of this document."""
    page = HTML(string=html, base_url=f"{STATIC.as_uri()}/", url_fetcher=OwnFiles(allow_redirects=False))
    return page.render(stylesheets=[_sheet()], pdf_variant=ACCESSIBLE)


@cache  # reading it takes as long as laying out a page
def _sheet() -> CSS:
    return CSS(filename=STATIC / "print.css", url_fetcher=OwnFiles(allow_redirects=False))


def written(document: Document) -> bytes:
    """The pages as a PDF."""
    return document.write_pdf(pdf_variant=ACCESSIBLE)
