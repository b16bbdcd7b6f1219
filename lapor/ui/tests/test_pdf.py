"""Documents to print: what is on the pages, what they never ask for, and what happens when they can't be made."""

import re
import sys
import time
import types

import pytest
from django.template import engines
from PIL import ImageFile

import lapor.ui
from lapor.core.errors import Refused
from lapor.ui import pdf, press

DOCUMENT = """{% extends "ui/pdf/base.html" %}
{% block title %}Rencana Aksi {{ name }}{% endblock %}
{% block running %}Rencana Aksi{% endblock %}
{% block body %}<section class="cover"><h1>{{ name }}</h1></section>
<nav class="toc"><h2>Daftar isi</h2><ol><li><a href="#tabel">Kegiatan</a></li></ol></nav>
<section class="part" id="tabel"><h2>Kegiatan</h2><table class="grid">
<thead><tr><th scope="col">Kegiatan</th><th scope="col" data-number>Capaian</th></tr></thead>
<tbody>{% for row in rows %}<tr><th scope="row">{{ row }}</th><td data-number>100</td></tr>{% endfor %}</tbody>
</table></section>{% endblock %}"""


@pytest.fixture
def document(monkeypatch):
    """The HTML of the document above, whatever template is asked for."""
    template = engines["django"].from_string(DOCUMENT)
    monkeypatch.setattr(pdf, "render_to_string", lambda _name, context: template.render(context))
    return template.render


def words(page) -> str:
    """What stands on a page, in the order of the page."""
    boxes = page._page_box.descendants()
    return " ".join(box.text for box in boxes if getattr(box, "text", None))


def test_a_cover_has_no_page_number_and_all_others_do(document):
    pages = [words(page) for page in press.laid_out(document({"name": "Kutai Timur", "rows": ["Bimtek"]})).pages]
    assert "halaman" not in pages[0]
    assert [text.rsplit("halaman", 1)[1].split() for text in pages[1:]] == [["2", "dari", "3"], ["3", "dari", "3"]]


def test_the_table_of_contents_names_the_page(document):
    pages = press.laid_out(document({"name": "Kutai Timur", "rows": ["Bimtek"]})).pages
    assert re.search(r"Kegiatan[ .]+3 ", words(pages[1]))


def test_the_head_of_a_long_table_stands_on_each_of_its_pages(document):
    pages = press.laid_out(document({"name": "Kutai Timur", "rows": ["Bimtek"] * 90})).pages
    assert len(pages) > 4
    assert all("Capaian" in words(page) for page in pages[2:])


def test_a_chart_is_as_high_as_its_letters_need():
    drawing = '<figure class="figure"><svg width="100%" height="20em" font-size="14"></svg></figure>'
    chart = engines["django"].from_string(
        '{% extends "ui/pdf/base.html" %}{% block body %}' + drawing + "{% endblock %}"
    )
    boxes = press.laid_out(chart.render({})).pages[0]._page_box.descendants()
    assert [box.height for box in boxes if str(box.element_tag).endswith("svg")] == [20 * 14]


def test_the_file_tells_its_title_its_language_and_that_it_can_be_read_aloud(document):
    data = press.laid_out(document({"name": "Kutai Timur", "rows": []})).write_pdf(
        pdf_variant=press.ACCESSIBLE, uncompressed_pdf=True
    )
    assert data.startswith(b"%PDF-1.7")
    assert b"/Title (Rencana Aksi Kutai Timur)" in data
    assert b"/Lang (id)" in data
    assert b"/Marked true" in data
    assert b"pdfuaid" in data


HOSTILE = [
    "<script>alert(1)</script>",
    '<img src="https://example.com/x.png">',
    "</title></td></table>",
    "\0\x08\u202e terbalik \ud83d".encode("utf-16", "surrogatepass").decode("utf-16", "replace"),
    "a" * 3000,
    "{{ name }} {% debug %}",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_printed_as_it_is_written(document, text):
    pages = press.laid_out(document({"name": text, "rows": [text]})).pages
    together = "".join(words(page) for page in pages).replace(" ", "")
    assert text.replace(" ", "").replace("\0", "").replace("\x08", "")[:40] in together


def test_what_an_author_of_html_could_name_is_not_read(tmp_path):
    secret = tmp_path / "rahasia.css"
    secret.write_text("body { display: none }")
    fetch = press.OwnFiles().fetch
    for url in [
        secret.as_uri(),
        "http://127.0.0.1/",
        "ftp://host/x",
        f"{press.STATIC.as_uri()}/../../../x",
        "file://host/x",
    ]:
        with pytest.raises(ValueError, match="not one of ours"):
            fetch(url)
    assert fetch("data:text/plain,ya").read() == b"ya"
    assert b"--brand" in fetch(f"{press.STATIC.as_uri()}/css/tokens.css").read()


def test_forty_pages_take_seconds(document):
    started = time.process_time()
    data = pdf.pdf("any", {"name": "Kutai Timur", "rows": ["Melatih pejabat penghubung di tiap unit"] * 1000})
    assert time.process_time() - started < 15
    assert data.startswith(b"%PDF-")


def test_a_document_that_nobody_reads_is_refused_before_it_is_laid_out(document):
    with pytest.raises(Refused) as refused:
        pdf.pdf("any", {"name": "x" * pdf.MOST_CHARACTERS, "rows": []})
    assert refused.value.code == "too_long"


def test_without_pango_the_operator_is_told_what_to_install(document, monkeypatch):
    broken = types.ModuleType("weasyprint")
    broken.__getattr__ = lambda name: (_ for _ in ()).throw(OSError("cannot load library"))
    monkeypatch.setitem(sys.modules, "weasyprint", broken)
    monkeypatch.delitem(sys.modules, "lapor.ui.press")
    monkeypatch.delattr(lapor.ui, "press")
    with pytest.raises(Refused) as refused:
        pdf.pdf("any", {"name": "Kutai Timur", "rows": []})
    assert refused.value.code == "no_printer"
    assert "libpango-1.0-0" in refused.value.sentence


def test_the_answer_is_a_download_that_no_shared_cache_keeps():
    response = pdf.answer(b"%PDF-", "Renaksi 2026\r\n.pdf")
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"] == 'attachment; filename="Renaksi 2026.pdf"'
    assert response["Cache-Control"].startswith("private")


def test_printing_doesnt_make_half_pictures_acceptable():
    """WeasyPrint changes a setting of Pillow for the whole process, on which the check of uploads stands."""
    pdf.pdf("ui/pdf/base.html", {})
    assert not ImageFile.LOAD_TRUNCATED_IMAGES
