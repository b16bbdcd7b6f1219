"""A stored file leaves the house under headers that leave it no power."""

import pytest
from django.http import HttpResponse

from lapor.core.files import file_response, safe_headers
from lapor.core.files.serving import byte_range


def test_a_picture_opens_in_the_page_and_can_do_nothing_there():
    headers = safe_headers("image/jpeg", "jalan rusak.jpg", inline=True)
    assert headers["Content-Type"] == "image/jpeg"
    assert headers["Content-Disposition"] == 'inline; filename="jalan rusak.jpg"'
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert headers["Cache-Control"].startswith("private")


@pytest.mark.parametrize("media_type", ["application/pdf", "text/html", "image/svg+xml"])
def test_what_a_browser_might_run_is_only_downloaded(media_type):
    headers = safe_headers(media_type, "x", inline=True)
    assert headers["Content-Disposition"].startswith("attachment")
    assert headers["Content-Type"] in ("application/pdf", "application/octet-stream")


@pytest.mark.parametrize("name", ["jalan – é.jpg", 'a";b\r\nX: y.jpg', "", "\ud83d"])
def test_no_name_breaks_the_header(name):
    HttpResponse(b"", headers=safe_headers("image/jpeg", name, inline=False))


def test_a_name_beyond_ascii_is_written_as_the_standard_says():
    headers = safe_headers("image/jpeg", "“jalan”.jpg", inline=False)
    assert headers["Content-Disposition"] == "attachment; filename*=utf-8''%E2%80%9Cjalan%E2%80%9D.jpg"


@pytest.mark.parametrize(
    ("header", "part"),
    [
        ("", None),
        ("bytes=0-3", range(4)),
        ("bytes=4-", range(4, 10)),
        ("bytes=-3", range(7, 10)),
        ("bytes=-30", range(10)),
        ("bytes=8-99", range(8, 10)),
        ("bytes=5-2", None),
        ("bytes=-", None),
        ("bytes=0-1,4-5", None),
        ("pages=1-2", None),
    ],
)
def test_a_player_gets_the_part_that_it_asks_for(header, part):
    assert byte_range(header, 10) == part


@pytest.mark.parametrize("header", ["bytes=10-", "bytes=99-100", "bytes=-0"])
def test_a_part_that_does_not_exist_is_answered_416(header):
    response = file_response(b"0123456789", media_type="video/mp4", filename="a", inline=True, range_header=header)
    assert (response.status_code, response["Content-Range"]) == (416, "bytes */10")


def test_a_part_comes_as_206_and_the_whole_as_200():
    def answer(header: str) -> HttpResponse:
        return file_response(b"0123456789", media_type="video/mp4", filename="a", inline=True, range_header=header)

    assert (answer("bytes=2-4").status_code, answer("bytes=2-4").content) == (206, b"234")
    assert answer("bytes=2-4")["Content-Range"] == "bytes 2-4/10"
    assert (answer("").status_code, answer("").content) == (200, b"0123456789")
