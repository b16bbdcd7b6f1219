"""A charset of a stranger's choosing reads nothing: neither an address nor a form."""

import subprocess
import sys

import pytest
from django.core.handlers.wsgi import WSGIRequest
from django.test import RequestFactory

from lapor.config.plain_types import with_plain_types

FORM = b'--q\r\nContent-Disposition: form-data; name="isi"\r\n\r\n-caf\xc3\xa9\r\n--q--\r\n'


def read(content_type: str, body: bytes = b"") -> WSGIRequest:
    """The request as Django makes it of what the web server hands on."""
    seen: list[WSGIRequest] = []
    environ = RequestFactory().post("/?q=-caf%C3%A9", body, content_type="").environ | {"CONTENT_TYPE": content_type}
    with_plain_types(lambda environ, start: seen.append(WSGIRequest(environ)) or [])(environ, lambda *_: None)
    return seen[0]


@pytest.mark.parametrize(
    "said", ["charset=rot13", "charset=punycode", "charset*=utf-8''punycode", "charset*=nowhere''x", "CHARSET=utf-16"]
)
def test_an_address_is_read_as_utf8_whatever_charset_is_claimed(said):
    assert read(f"text/plain; {said}").GET["q"] == "-café"


@pytest.mark.parametrize("said", ["; charset=punycode; boundary=q", ";boundary=q;charset=rot13", '; boundary="q"'])
def test_a_form_is_read_as_utf8_whatever_charset_is_claimed(said):
    assert read(f"multipart/form-data{said}", FORM).POST["isi"] == "-café"


def test_a_simple_form_with_a_charset_is_read_as_before():
    said = read("application/x-www-form-urlencoded; charset=UTF-8", b"isi=caf%C3%A9")
    assert said.content_type == "application/x-www-form-urlencoded"
    assert said.POST["isi"] == "café"


def test_a_request_without_a_content_type_stays_one():
    assert read("").content_type == ""


def test_the_web_server_hands_requests_on_so():
    told = "from lapor.config.wsgi import application; print(application.__qualname__)"
    done = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True)
    assert done.stdout.startswith("with_plain_types")
