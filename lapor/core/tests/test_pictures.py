"""A picture keeps what it shows and loses what it tells about the person."""

import io
from datetime import date

import pytest
from PIL import Image, PngImagePlugin, TiffImagePlugin

from lapor.core.errors import Refused
from lapor.core.files import Limits, inspect
from lapor.core.files.pictures import LONG_SIDE, THUMBNAIL_BYTES
from lapor.core.tests import samples


def accepted(content: bytes, name: str = "foto.jpg"):
    return inspect(samples.upload(content, name), limits=Limits())


def opened(content: bytes) -> Image.Image:
    return Image.open(io.BytesIO(content))


def has_mark_at(image: Image.Image, corner: str) -> bool:
    x = 5 if "left" in corner else image.width - 6
    y = 5 if "upper" in corner else image.height - 6
    return image.convert("L").crop((x, y, x + 1, y + 1)).tobytes() > bytes([200])


@pytest.mark.parametrize(
    ("format", "kind", "media_type"),
    [
        ("JPEG", "jpg", "image/jpeg"),
        ("PNG", "png", "image/png"),
        ("WEBP", "webp", "image/jpeg"),
        ("HEIF", "heic", "image/jpeg"),
    ],
)
def test_each_kind_is_known_by_its_content_and_becomes_what_every_browser_shows(format, kind, media_type):
    result = accepted(samples.picture(format=format), "laporan.php")
    assert (result.kind, result.media_type, result.width, result.height) == (kind, media_type, 640, 480)
    assert Image.MIME[opened(result.content).format or ""] == media_type
    assert result.name == f"laporan.{result.extension}"


@pytest.mark.parametrize("format", ["JPEG", "PNG", "WEBP", "HEIF"])
def test_no_trace_of_the_person_is_left_and_the_place_is_handed_over(format):
    content = samples.picture(format=format, exif=samples.exif(gps=samples.SANGATTA))
    assert b"Rini" in content
    result = accepted(content)
    assert result.place == (0.502300, 117.541000)
    assert result.taken_on == date(2026, 11, 20)
    assert not opened(result.content).getexif()
    assert b"Rini" not in result.content + result.thumbnail


def test_comments_profiles_and_text_chunks_are_left_behind():
    chunks = PngImagePlugin.PngInfo()
    chunks.add_text("Author", "Rini")
    chunks.add_itxt("XML:com.adobe.xmp", "<x>Rini</x>")
    png = samples.picture(format="PNG", pnginfo=chunks, icc_profile=b"profil Rini")
    jpeg = samples.picture(comment=b"Rini", icc_profile=b"profil Rini", xmp=b"<x>Rini</x>")
    for content in (png, jpeg):
        result = accepted(content)
        assert not {"comment", "icc_profile", "xmp", "Author"} & set(opened(result.content).info)
        assert b"Rini" not in result.content


@pytest.mark.parametrize(
    ("orientation", "corner"),
    [
        (1, "upper left"),
        (2, "upper right"),
        (3, "lower right"),
        (4, "lower left"),
        (6, "upper right"),
        (8, "lower left"),
    ],
)
@pytest.mark.parametrize("format", ["JPEG", "PNG", "WEBP", "HEIF"])
def test_a_picture_taken_with_a_turned_phone_stands_upright(orientation, corner, format):
    result = accepted(samples.picture(format=format, exif=samples.exif(orientation=orientation)))
    assert (result.width, result.height) == ((480, 640) if orientation in (6, 8) else (640, 480))
    assert has_mark_at(opened(result.content), corner)
    assert has_mark_at(opened(result.thumbnail), corner)


@pytest.mark.parametrize(
    "gps",
    [
        {},
        {1: "N", 2: (0.0, 0.0, 0.0), 3: "E", 4: (0.0, 0.0, 0.0)},
        {1: "N", 2: (95.0, 0.0, 0.0), 3: "E", 4: (117.0, 0.0, 0.0)},
        {1: "N", 2: (TiffImagePlugin.IFDRational(0, 0), 0.0, 0.0), 3: "E", 4: (117.0, 0.0, 0.0)},
        {1: "N", 2: (1.0,), 3: "E", 4: (117.0, 0.0, 0.0)},
        {2: (1.0, 0.0, 0.0), 4: (117.0, 0.0, 0.0)},
    ],
)
def test_a_place_that_makes_no_sense_is_no_place(gps):
    assert accepted(samples.picture(exif=samples.exif(gps=gps))).place is None


def test_south_and_west_are_negative():
    gps = {1: "S", 2: (6.0, 12.0, 0.0), 3: "W", 4: (1.0, 30.0, 0.0)}
    assert accepted(samples.picture(exif=samples.exif(gps=gps))).place == (-6.2, -1.5)


def test_a_large_photo_is_scaled_and_keeps_its_shape():
    result = accepted(samples.picture(4000, 1000))
    assert (result.width, result.height) == (LONG_SIDE, 640)
    assert opened(result.content).size == (LONG_SIDE, 640)
    assert opened(result.thumbnail).size == (480, 120)


def test_a_thumbnail_stays_small_even_for_noise():
    noise = Image.merge("RGB", [Image.effect_noise((900, 900), 200) for _ in range(3)])
    content = io.BytesIO()
    noise.save(content, "JPEG")
    assert len(accepted(content.getvalue()).thumbnail) <= THUMBNAIL_BYTES


def test_a_screenshot_stays_sharp_and_a_photo_saved_as_png_becomes_a_jpeg():
    noise = io.BytesIO()
    Image.merge("RGB", [Image.effect_noise((900, 900), 90) for _ in range(3)]).save(noise, "PNG")
    assert accepted(samples.picture(1080, 2400, format="PNG")).extension == "png"
    assert accepted(noise.getvalue()).extension == "jpg"


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
def test_every_colour_mode_of_png_is_taken(mode):
    result = accepted(samples.picture(format="PNG", mode=mode))
    assert has_mark_at(opened(result.content), "upper left")
    assert not has_mark_at(opened(result.content), "lower right")


def test_a_printers_jpeg_is_taken():
    assert opened(accepted(samples.picture(mode="CMYK")).content).mode == "RGB"


def test_what_is_transparent_becomes_white():
    content = io.BytesIO()
    Image.new("RGBA", (50, 50), (0, 0, 0, 0)).save(content, "PNG")
    assert opened(accepted(content.getvalue()).content).getpixel((9, 9)) == (255, 255, 255)


def test_a_phone_photo_with_a_second_picture_inside_is_no_animation():
    second = Image.new("L", (320, 240))
    content = io.BytesIO()
    opened(samples.picture()).save(content, "MPO", save_all=True, append_images=[second])
    assert accepted(content.getvalue()).width == 640


@pytest.mark.parametrize("format", ["PNG", "WEBP"])
def test_a_moving_picture_is_refused(format):
    with pytest.raises(Refused) as refused:
        accepted(samples.animation(format))
    assert refused.value.code == "animated"


@pytest.mark.parametrize("format", ["JPEG", "PNG"])
def test_fifty_megapixels_are_refused_by_their_size_before_they_are_decoded(format, monkeypatch):
    content = samples.picture(8700, 5760, format=format, mode="L")
    monkeypatch.setattr("PIL.ImageFile.ImageFile.load", lambda image: pytest.fail("decoded"))
    with pytest.raises(Refused) as refused:
        accepted(content)
    assert refused.value.code == "too_many_pixels"
    assert "8700 × 5760 piksel (50,2 megapiksel). Paling besar 40 megapiksel" in refused.value.sentence


def test_a_picture_that_only_claims_to_be_immense_is_refused_the_same_way():
    content = bytearray(samples.picture())
    at = content.index(b"\xff\xc0") + 5  # start of frame: length, precision, then height and width
    content[at : at + 4] = b"\xff\xdc\xff\xdc"
    with pytest.raises(Refused) as refused:
        accepted(bytes(content))
    assert refused.value.code == "too_many_pixels"


@pytest.mark.parametrize("format", ["JPEG", "PNG", "WEBP", "HEIF"])
def test_half_a_picture_is_refused(format):
    content = samples.picture(format=format)
    with pytest.raises(Refused) as refused:
        accepted(content[: len(content) * 2 // 3])
    assert refused.value.code == "damaged"
    assert refused.value.sentence.startswith("Foto “foto.jpg” tidak dapat dibuka")


def test_a_jpeg_with_thousands_of_scans_is_refused_before_it_is_decoded(monkeypatch):
    progressive = samples.picture(progressive=True)
    last = progressive.rindex(b"\xff\xda")
    monkeypatch.setattr("PIL.ImageFile.ImageFile.load", lambda image: pytest.fail("decoded"))
    with pytest.raises(Refused, match="damaged"):
        accepted(progressive[:last] + progressive[last:-2] * 1000 + b"\xff\xd9")


def test_a_progressive_jpeg_is_taken():
    assert accepted(samples.picture(progressive=True)).width == 640


def test_code_hidden_behind_a_picture_is_gone():
    result = accepted(samples.picture(comment=b"<?php system($_GET[0]); ?>") + b"<?php evil(); ?>")
    assert b"<?php" not in result.content
