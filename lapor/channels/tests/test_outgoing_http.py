import ipaddress
import socket
import ssl
import threading
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from django.db import connection

from lapor.channels import outgoing_http
from lapor.channels.errors import DeliveryFailed


@pytest.fixture(autouse=True)
def _database(db):
    """Sending gives the database connection back."""


def named(monkeypatch, *numbers: str) -> None:
    """Let every name be one of these numbers."""

    def look_up(_name, port, *_args, **_kind):
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (number, port)) for number in numbers]

    monkeypatch.setattr(socket, "getaddrinfo", look_up)


def refused(url: str) -> DeliveryFailed:
    with pytest.raises(DeliveryFailed) as failure:
        outgoing_http.post(url, b"", {})
    return failure.value


@pytest.mark.parametrize(
    "number",
    ["127.0.0.1", "10.0.0.5", "172.16.3.4", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1",
     "255.255.255.255", "::1", "::", "fe80::1", "fd00::1", "::ffff:10.0.0.5", "2002:7f00:1::", "64:ff9b::a00:5",
     "ff02::1", "fec0::1", "::7f00:1", "64:ff9b:1::a00:5"],
)  # fmt: skip
def test_no_address_of_our_own_network_is_called(monkeypatch, number):
    named(monkeypatch, number)
    assert not outgoing_http.is_public(ipaddress.ip_address(number))
    failure = refused("https://mitra.example/")
    assert (failure.code, failure.permanent) == ("blocked_address", True)


@pytest.mark.parametrize("number", ["8.8.8.8", "103.10.64.1", "2001:4860:4860::8888"])
def test_addresses_of_the_internet_are_public(number):
    assert outgoing_http.is_public(ipaddress.ip_address(number))


def test_one_number_of_our_own_among_public_ones_is_enough_to_refuse(monkeypatch):
    named(monkeypatch, "8.8.8.8", "127.0.0.1")
    assert refused("https://mitra.example/").code == "blocked_address"


@pytest.mark.parametrize(
    "url",
    ["http://mitra.example/", "ftp://mitra.example/", "https://nama:sandi@mitra.example/", "https:///x", "mitra", "",
     "https://127.0.0.1/", "https://[::1]/", "https://0x7f.1/", "https://2130706433/", "file:///etc/passwd",
    ],
)  # fmt: skip
def test_what_isnt_https_to_the_internet_is_refused_for_good(url):
    assert refused(url).permanent


def test_a_name_that_doesnt_exist_is_tried_again(monkeypatch):
    def unknown(*_args, **_kind):
        raise OSError

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    failure = refused("https://mitra.example/")
    assert (failure.code, failure.permanent) == ("no_such_host", False)


def test_the_operator_may_vouch_for_an_origin_and_for_nothing_beside_it(settings):
    settings.OUTGOING_TRUSTED = ["http://127.0.0.1:9"]
    assert refused("http://127.0.0.1:9/x").code == "no_connection"
    assert refused("http://127.0.0.1:10/x").code == "blocked_address"
    assert refused("http://127.0.0.1:9@mitra.example/x").code == "blocked_address"


@pytest.mark.django_db(transaction=True)
def test_nobody_lacks_our_database_connection_while_the_other_side_takes_its_time(settings):
    settings.OUTGOING_TRUSTED = ["http://127.0.0.1:9"]
    connection.ensure_connection()
    refused("http://127.0.0.1:9/x")
    assert connection.connection is None


class Partner(BaseHTTPRequestHandler):
    """Says who was asked for, and more than anybody wants to read."""

    def do_POST(self):
        self.send_response(200)
        self.end_headers()
        self.wfile.write(self.headers["Host"].encode() + b"." * 100_000)

    def log_message(self, *_args):
        pass


class Dripping(BaseHTTPRequestHandler):
    """Sends a byte now and then, of the headers or of the body."""

    def do_POST(self):
        parts = (
            (b"HTTP/1.1 200 OK\r\nContent-Length: 400\r\n", b"\r\n") if self.path == "/body" else (b"HTTP/1.1 200 ",)
        )
        with suppress(OSError):
            for part in parts:
                self.wfile.write(part)
            for _ in range(400):
                self.wfile.write(b"x")
                self.server.gone.wait(0.02)

    def log_message(self, *_args):
        pass


@pytest.mark.parametrize("path", ["/headers", "/body"])
def test_who_sends_a_byte_now_and_then_is_not_waited_for(settings, monkeypatch, path):
    monkeypatch.setattr(outgoing_http, "IN_ALL", 0.2)
    server = HTTPServer(("127.0.0.1", 0), Dripping)
    server.gone = threading.Event()
    threading.Thread(target=server.handle_request, daemon=True).start()
    origin = f"http://127.0.0.1:{server.server_port}"
    settings.OUTGOING_TRUSTED = [origin]
    try:
        assert refused(f"{origin}{path}").code == "timeout"
    finally:
        server.gone.set()
        server.server_close()


@contextmanager
def partner(tmp_path, name: str):
    """A server on loopback with a certificate for this name; yields its port and the certificate's file."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder().subject_name(subject).issuer_name(subject).public_key(key.public_key())
        .serial_number(1).not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    file = tmp_path / "partner.pem"
    text = certificate.public_bytes(serialization.Encoding.PEM)
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    file.write_bytes(text + private)
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(file)
    server = HTTPServer(("127.0.0.1", 0), Partner)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    try:
        yield server.server_port, file
    finally:
        server.shutdown()
        server.server_close()


@pytest.mark.parametrize(("asked", "code"), [("mitra.example", ""), ("lain.example", "no_connection")])
def test_the_connection_goes_to_the_number_that_was_checked_and_the_certificate_is_the_names(
    monkeypatch, tmp_path, asked, code
):
    with partner(tmp_path, "mitra.example") as (port, file):
        monkeypatch.setattr(outgoing_http, "_authorities", lambda: ssl.create_default_context(cafile=file))
        monkeypatch.setattr(outgoing_http, "is_public", lambda address: True)
        named(monkeypatch, "127.0.0.1")
        if code:
            assert refused(f"https://{asked}:{port}/").code == code
        else:
            answer = outgoing_http.post(f"https://{asked}:{port}/", b"", {})
            assert answer.text.startswith(f"{asked}:{port}.".encode())
            assert len(answer.text) == outgoing_http.MOST_READ


@pytest.mark.parametrize("text", [b"", b"[1]", b"<html>", b"\xff", b"[" * outgoing_http.MOST_READ])
def test_what_is_no_object_says_nothing(text):
    assert outgoing_http.Answer(200, text).fields == {}
