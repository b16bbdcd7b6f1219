"""Whatever is attached is taken as what it is, cleaned, or refused with a sentence that helps."""

import contextlib
import hashlib
import io
import os
import zipfile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from lapor.core.errors import Refused
from lapor.core.files import Limits, inspect, inspect_all
from lapor.core.files.names import shown_name
from lapor.core.tests import samples

SAMPLES = {
    "jpg": samples.picture(60, 40, exif=samples.exif(orientation=6, gps=samples.SANGATTA)),
    "png": samples.picture(60, 40, format="PNG"),
    "webp": samples.picture(60, 40, format="WEBP"),
    "heic": samples.picture(60, 40, format="HEIF"),
    "pdf": samples.pdf(),
    "docx": samples.docx(),
    "mp4": samples.mp4(),
}


def accepted(content: bytes, name: str = "berkas.jpg"):
    return inspect(samples.upload(content, name), limits=Limits())


def refused(content: bytes, name: str = "berkas.jpg") -> Refused:
    with pytest.raises(Refused) as caught:
        accepted(content, name)
    assert caught.value.field == "files"
    return caught.value


# --- what it is ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", SAMPLES)
def test_the_content_says_what_it_is_and_the_original_is_remembered_by_its_checksum(kind):
    content = SAMPLES[kind]
    result = accepted(content, "apa saja.exe")
    assert result.kind == kind
    assert result.sha256 == hashlib.sha256(content).hexdigest()
    assert result.original_size == len(content)
    assert result.name == f"apa saja.{result.extension}"


@pytest.mark.parametrize(
    "content",
    [
        b"<?php system($_GET['c']); ?>",
        b"<!DOCTYPE html><script>alert(1)</script>",
        b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
        b"BM" + bytes(100),
        b"MZ" + bytes(100),
        b" \n" + samples.pdf(),
        samples.box(b"ftyp", b"avif", bytes(4), b"mif1avif"),
    ],
)
def test_what_we_do_not_take_is_refused_under_whatever_name(content):
    answer = refused(content, "foto.jpg")
    assert answer.code == "unknown_kind"
    assert "“foto.jpg” bukan foto" in answer.sentence


@pytest.mark.parametrize(
    ("content", "way_out"),
    [
        (b"\xd0\xcf\x11\xe0" + bytes(600), "DOCX atau PDF"),
        (b"GIF89a" + bytes(50), "JPG atau PNG"),
        (samples.box(b"ftyp", b"qt  ", bytes(4), b"qt  isom"), "Simpan sebagai MP4"),
    ],
)
def test_kinds_that_people_often_try_are_told_the_way_out(content, way_out):
    assert way_out in refused(content).sentence


def test_an_empty_file_is_refused():
    assert refused(b"").code == "empty"


@pytest.mark.parametrize(
    ("kind", "sentence"),
    [
        ("jpg", "Foto “besar” 18 MB. Paling besar 10 MB. Perkecil fotonya, lalu pilih lagi."),
        ("pdf", "Dokumen “besar” 18 MB. Paling besar 10 MB. Bagi menjadi beberapa berkas."),
        ("mp4", "Video “besar” 18 MB. Paling besar 10 MB. Potong menjadi lebih pendek."),
    ],
)
def test_a_file_that_is_too_large_says_how_large_and_what_helps(kind, sentence):
    content = SAMPLES[kind].ljust(18 * 1024 * 1024, b"\0")
    assert refused(content, "besar").sentence == sentence


def test_one_byte_too_many_never_reads_as_the_limit_itself():
    assert "10,1 MB. Paling besar 10 MB" in refused(SAMPLES["jpg"].ljust(10 * 1024 * 1024 + 1, b"\0")).sentence


def test_six_files_are_one_too_many():
    uploads = [samples.upload(SAMPLES["pdf"]) for _ in range(6)]
    with pytest.raises(Refused, match="too_many") as caught:
        inspect_all(uploads, limits=Limits())
    assert caught.value.sentence.startswith("Anda memilih 6 berkas. Paling banyak 5.")
    assert len(inspect_all(uploads[:5], limits=Limits())) == 5


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("IMG_1.HEIC", "IMG_1.HEIC"),
        ("../../etc/passwd", "passwd"),
        ("C:\\foto\\jalan.jpg", "jalan.jpg"),
        ("a\r\nSet-Cookie: x.jpg", "aSet-Cookie x.jpg"),
        ("foto\u202egpj.exe", "fotogpj.exe"),
        ('"kutip".pdf', "kutip .pdf"),
        ("", "berkas"),
        ("...", "berkas"),
        ("a" * 300 + ".jpg", "a" * 76 + ".jpg"),
    ],
)
def test_a_name_is_shown_without_what_could_deceive(name, shown):
    assert shown_name(name) == shown


# --- documents ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "content",
    [
        b"%PDF-1.7\n",
        samples.pdf()[:-30],
        b"%PDF-1.4\n<script>alert(1)</script>" * 50,
        samples.pdf().replace(b"/Root", b"/Rood"),
        samples.pdf() + bytes(4000),
        samples.pdf().replace(b"xref\n0 1", b"kosong x"),
    ],
)
def test_a_pdf_without_a_whole_frame_is_refused(content):
    answer = refused(content, "surat.pdf")
    assert answer.code == "damaged"
    assert answer.sentence.startswith("Dokumen “surat.pdf” tidak dapat dibuka")


def test_a_pdf_is_kept_as_it_came():
    content = samples.pdf(b"2 0 obj<</Encrypt 3 0 R>>endobj\n")
    assert accepted(content).content == content


def parts_of(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        return {part.filename: archive.read(part) for part in archive.infolist()}


def test_a_docx_loses_its_author_and_keeps_its_words():
    who = {"docProps/core.xml": "<x>Rini</x>", "docProps/app.xml": "<x>PT Rini</x>", "docProps/custom.xml": "Rini"}
    result = parts_of(accepted(samples.docx(who)).content)
    assert set(result) == {*samples.DOCUMENT, *who}
    assert result["word/document.xml"] == samples.DOCUMENT["word/document.xml"].encode()
    assert not any(b"Rini" in part for part in result.values())


def test_photos_in_a_docx_lose_their_place_and_stay_whole():
    photo = samples.picture(exif=samples.exif(gps=samples.SANGATTA), comment=b"Rini")
    kept = parts_of(accepted(samples.docx({"word/media/image1.jpeg": photo})).content)["word/media/image1.jpeg"]
    assert b"Rini" not in kept
    assert not Image.open(io.BytesIO(kept)).getexif()
    assert Image.open(io.BytesIO(kept)).tobytes() == Image.open(io.BytesIO(photo)).tobytes()


def test_a_docx_may_lead_outside_by_a_click_only():
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    relations = f"""<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
      <Relationship Id="a" Type="{office}/attachedTemplate" Target="http://jahat.example/t.dotm" TargetMode="External"/>
      <Relationship Id="b" Type="{office}/image" Target="http://jahat.example/p.png" TargetMode="External"/>
      <Relationship Id="c" Type="{office}/hyperlink" Target="https://lapor.example/" TargetMode="External"/>
      <Relationship Id="d" Type="{office}/styles" Target="styles.xml"/></Relationships>"""
    part = "word/_rels/settings.xml.rels"
    cleaned = parts_of(accepted(samples.docx({part: relations})).content)[part]
    assert b"jahat" not in cleaned
    assert cleaned.count(b"about:blank") == 2
    assert b"https://lapor.example/" in cleaned
    assert b"styles.xml" in cleaned


@pytest.mark.parametrize("part", ["word/vbaProject.bin", "word/VBAPROJECT.BIN", "word/activeX/activeX1.bin"])
def test_a_docx_with_a_program_is_refused(part):
    assert refused(samples.docx({part: b"x"})).code == "macros"


def test_a_docm_renamed_to_docx_is_refused():
    types = "<Types>application/vnd.ms-word.document.macroEnabled.main+xml</Types>"
    assert refused(samples.docx({"[Content_Types].xml": types})).code == "macros"


def test_a_zip_bomb_is_refused_before_it_is_unpacked(monkeypatch):
    content = samples.docx({"word/media/bom.bin": bytes(70 * 1024 * 1024)})
    monkeypatch.setattr(zipfile.ZipFile, "open", lambda *args, **kwargs: pytest.fail("unpacked"))
    answer = refused(content, "surat.docx")
    assert answer.code == "bomb"
    assert "“surat.docx” terlalu besar bila dibuka" in answer.sentence


def test_a_small_bomb_is_known_by_its_ratio():
    assert refused(samples.docx({"word/media/bom.bin": bytes(2 * 1024 * 1024)})).code == "bomb"


def test_a_swarm_of_tiny_parts_is_refused():
    assert refused(samples.docx({f"word/{number}.xml": b"" for number in range(2000)})).code == "bomb"


def test_relations_too_many_to_be_a_document_are_refused():
    noise = "".join(f"<r i='{number * 7919}'/>" for number in range(80_000))
    assert refused(samples.docx({"word/_rels/document.xml.rels": f"<r>{noise}</r>"})).code == "bomb"


def test_a_bomb_that_lies_about_its_size_is_read_no_further_than_it_said():
    content = bytearray(samples.docx({"word/bom.bin": bytes(1000) + os.urandom(200_000)}))
    listed = content.index(b"word/bom.bin", content.index(b"PK\x01\x02")) - 46  # the entry of the central directory
    content[listed + 24 : listed + 28] = (100).to_bytes(4, "little")
    assert refused(bytes(content)).code == "damaged"


@pytest.mark.parametrize(
    "parts",
    [
        {"../../etc/cron": b"x"},
        {"/etc/cron": b"x"},
        {"word\\..\\x": b"x"},
        {"WORD/document.xml": b"x"},
        {"[Content_Types].xml": "<Types/>"},
        {"word/x.xml": "<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>"},
        {"word/_rels/x.rels": "<tidak utuh"},
        {"word/media/image1.jpeg": b"\xff\xd8\xff\xe1tidak utuh"},
    ],
)
def test_a_docx_that_is_not_a_plain_document_is_refused(parts):
    assert refused(samples.docx(parts)).code == "damaged"


def test_a_docx_packed_in_a_way_that_word_does_not_know_is_refused():
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_LZMA) as archive:
        for name, part in samples.DOCUMENT.items():
            archive.writestr(name, part)
    assert refused(content.getvalue()).code == "damaged"


def test_a_zip_that_is_no_document_is_refused():
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("index.php", "<?php ?>")
    assert refused(content.getvalue()).code == "damaged"


def test_what_hides_behind_a_docx_is_gone():
    with zipfile.ZipFile(buffer := io.BytesIO(samples.docx()), "a") as archive:
        archive.comment = b"<?php evil(); ?>"
    assert b"<?php" not in accepted(buffer.getvalue()).content


# --- videos -------------------------------------------------------------------------------------------------------

WHERE = b"+00.5023+117.5410/"


@pytest.mark.parametrize(
    "content",
    [
        samples.mp4(samples.box(b"udta", samples.box(b"\xa9xyz", WHERE))),
        samples.mp4(samples.box(b"meta", bytes(4), WHERE)),
        samples.mp4(after=samples.box(b"uuid", bytes(16), WHERE)),
        samples.mp4(after=samples.box(b"free", WHERE)),
        samples.mp4(samples.track(b"vide", samples.box(b"udta", WHERE))),
    ],
)
def test_the_place_is_blanked_in_a_video_and_the_film_stays_where_it_is(content):
    result = accepted(content)
    assert WHERE in content
    assert WHERE not in result.content
    assert len(result.content) == len(content)
    assert result.content.index(b"frames") == content.index(b"frames")


def test_a_clean_video_stays_byte_for_byte():
    assert accepted(samples.mp4()).content == samples.mp4()


def test_a_video_with_a_track_that_does_not_say_what_it_holds_is_refused():
    assert refused(samples.mp4(samples.box(b"trak", samples.box(b"mdia")))).code == "data_track"


def test_a_video_with_a_track_of_places_is_refused():
    answer = refused(samples.mp4(tracks=(b"vide", b"meta")), "jalan.mp4")
    assert answer.code == "data_track"
    assert "rekaman lokasi" in answer.sentence


@pytest.mark.parametrize(
    "content",
    [
        samples.mp4()[:-5],
        samples.mp4() + b"<script>",
        samples.mp4(tracks=(b"soun",)),
        samples.mp4(after=samples.box(b"moov")),
        samples.mp4(after=samples.box(b"free") * 20_001),
        samples.mp4().replace(b"mdat", b"skip"),
        samples.box(b"ftyp", b"isom", bytes(4)) + b"<?php evil(); ?>",
    ],
)
def test_a_video_that_is_not_whole_is_refused(content):
    assert refused(content, "jalan.mp4").code == "damaged"


# --- anything at all ----------------------------------------------------------------------------------------------


def survives(content: bytes) -> None:
    """Taken or refused: any other exception fails the test."""
    with contextlib.suppress(Refused):
        accepted(content)


@pytest.mark.filterwarnings("ignore::UserWarning:PIL")
@given(content=st.binary(max_size=3000), head=st.sampled_from([b"", *(content[:64] for content in SAMPLES.values())]))
@settings(max_examples=150, deadline=None)
def test_random_bytes_are_taken_or_refused_and_nothing_else(content, head):
    survives(head + content)


@pytest.mark.filterwarnings("ignore::UserWarning:PIL")
@given(data=st.data(), kind=st.sampled_from(sorted(SAMPLES)))
@settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_a_damaged_file_is_taken_or_refused_and_nothing_else(data, kind):
    content = bytearray(SAMPLES[kind])
    for at in data.draw(st.lists(st.integers(0, len(content) - 1), min_size=1, max_size=12)):
        content[at] = data.draw(st.integers(0, 255))
    survives(bytes(content[: data.draw(st.integers(0, len(content)))]) if data.draw(st.booleans()) else bytes(content))
