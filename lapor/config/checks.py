"""Wrong combinations of settings, refused before the service starts."""

import base64
import binascii
import re
from collections.abc import Iterator
from ipaddress import ip_network
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.asymmetric import ec
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.core.exceptions import ImproperlyConfigured
from django.http.request import validate_host

from lapor.core import signing

TELEGRAM_SECRET = re.compile(r"[A-Za-z0-9_-]{16,256}")
WHERE_KEYS_ARE = "`make run` membuat semua kunci di $LAPOR_HOME/secrets.env: beri perintah ini LAPOR_HOME yang sama."
LOOPBACK = {"localhost", "127.0.0.1", "::1"}


@register(Tags.security)
def keys_are_there(**kwargs: object) -> list[CheckMessage]:
    return list(_faults_of_keys())


@register(Tags.security)
def public_service_is_encrypted(**kwargs: object) -> list[CheckMessage]:
    if settings.EMBEDDED or settings.SITE_URL.startswith("https://"):
        return []
    return [Error("SITE_URL harus dimulai dengan https:// bila LAPOR_EMBEDDED tidak dipakai.", id="lapor.E004")]


@register(Tags.security)
def push_key_is_one(**kwargs: object) -> list[CheckMessage]:
    key = settings.VAPID_PRIVATE_KEY
    if not key or _is_push_key(key):
        return []
    return [Error("VAPID_PRIVATE_KEY keliru: buat yang baru dengan `lapor push-key`.", id="lapor.E005")]


@register(Tags.security)
def ombudsman_is_reached_safely(**kwargs: object) -> list[CheckMessage]:
    return list(_faults_of_ombudsman())


def _faults_of_ombudsman() -> Iterator[CheckMessage]:
    """Checked where it is set: without either, packages are fetched in the workspace and nothing comes back."""
    if settings.OMBUDSMAN_URL and not settings.OMBUDSMAN_URL.startswith("https://"):
        yield Error("OMBUDSMAN_URL harus dimulai dengan https://.", id="lapor.E031")
    if not (settings.OMBUDSMAN_URL or settings.OMBUDSMAN_SECRET):
        return
    if not _is_signing_secret(settings.OMBUDSMAN_SECRET):
        yield Error("OMBUDSMAN_SECRET harus whsec_ dan base64 dari 24 byte atau lebih.", id="lapor.E032")


@register(Tags.security)
def mentions_are_signed(**kwargs: object) -> list[CheckMessage]:
    if not settings.MENTIONS_SECRET or _is_signing_secret(settings.MENTIONS_SECRET):
        return []
    return [Error("MENTIONS_SECRET harus whsec_ dan base64 dari 24 byte atau lebih.", id="lapor.E051")]


def _is_signing_secret(secret: str) -> bool:
    try:
        signing.key(secret)
    except ValueError:
        return False
    return True


@register(Tags.security)
def sms_gateway_is_complete(**kwargs: object) -> list[CheckMessage]:
    return list(_faults_of_sms()) if settings.SMS_GATEWAY_URL else []


def _faults_of_sms() -> Iterator[CheckMessage]:
    if not settings.SMS_GATEWAY_PASSWORD:
        yield Error("SMS_GATEWAY_PASSWORD kosong.", id="lapor.E021")
    if not validate_host(urlsplit(settings.SMS_REPORTS_URL).hostname or "", settings.ALLOWED_HOSTS):
        yield Error("Nama mesin dalam SMS_REPORTS_URL harus ada di ALLOWED_HOSTS.", id="lapor.E022")
    try:
        [ip_network(allowed) for allowed in settings.SMS_GATEWAY_ADDRESSES]
    except ValueError:
        yield Error("SMS_GATEWAY_ADDRESSES harus alamat IP atau jaringan, dipisah koma.", id="lapor.E023")


@register(Tags.security)
def mailbox_is_fetched_safely(**kwargs: object) -> list[CheckMessage]:
    return list(_faults_of_mailbox()) if settings.IMAP_URL else []


def _faults_of_mailbox() -> Iterator[CheckMessage]:
    where = urlsplit(settings.IMAP_URL)
    if where.scheme not in ("imaps", "imap") or not where.hostname or where.username:
        yield Error("IMAP_URL harus imaps://mesin/folder, tanpa nama dan sandi di dalamnya.", id="lapor.E041")
    elif where.scheme == "imap" and where.hostname not in LOOPBACK:
        yield Error("IMAP_URL harus dimulai dengan imaps://, kecuali di mesin yang sama.", id="lapor.E042")
    by_token = settings.IMAP_TOKEN_URL and settings.IMAP_CLIENT_ID and settings.IMAP_CLIENT_SECRET
    if not (settings.IMAP_USER and (by_token or (settings.IMAP_PASSWORD and not settings.IMAP_TOKEN_URL))):
        yield Error(
            "Bila IMAP_URL diisi, isi juga IMAP_USER dan IMAP_PASSWORD; tanpa sandi: IMAP_USER, IMAP_TOKEN_URL, "
            "IMAP_CLIENT_ID, dan IMAP_CLIENT_SECRET.",
            id="lapor.E043",
        )
    if not settings.MAIL_IN_ADDRESS:
        yield Error("MAIL_IN_ADDRESS (atau MAIL_DOMAIN) harus diisi bila IMAP_URL diisi.", id="lapor.E044")


@register(Tags.security)
def chats_are_complete(**kwargs: object) -> list[CheckMessage]:
    return list(_faults_of_chats())


def _faults_of_chats() -> Iterator[CheckMessage]:
    if settings.WHATSAPP_APP_SECRET and not (settings.WHATSAPP_TOKEN and settings.WHATSAPP_PHONE_ID):
        yield Error("WHATSAPP_TOKEN dan WHATSAPP_PHONE_ID harus diisi bila WHATSAPP_APP_SECRET diisi.", id="lapor.E061")
    if settings.TELEGRAM_SECRET and not TELEGRAM_SECRET.fullmatch(settings.TELEGRAM_SECRET):
        yield Error("TELEGRAM_SECRET harus 16–256 huruf, angka, _ atau -.", id="lapor.E062")
    if settings.TELEGRAM_SECRET and not settings.TELEGRAM_TOKEN:
        yield Error("TELEGRAM_TOKEN harus diisi bila TELEGRAM_SECRET diisi.", id="lapor.E063")


def _faults_of_keys() -> Iterator[CheckMessage]:
    if len(_secret_key()) < 32:
        yield Error("SECRET_KEY kosong atau kurang dari 32 huruf.", hint=WHERE_KEYS_ARE, id="lapor.E001")
    for entry in settings.LAPOR_KEYS.split(","):
        number, _, key = entry.strip().partition(":")
        if not (number.isascii() and number.isdigit() and int(number) < 256 and _is_key(key)):
            yield Error("LAPOR_KEYS harus berbentuk nomor:base64 dari 32 byte, dipisah koma.", id="lapor.E002")
    if not _is_key(settings.LAPOR_TAG_KEY):
        yield Error("LAPOR_TAG_KEY harus base64 dari 32 byte.", id="lapor.E003")


def _secret_key() -> str:
    try:
        return settings.SECRET_KEY
    except ImproperlyConfigured:  # Django's answer to an empty one; ours says what to do
        return ""


def _is_key(text: str) -> bool:
    try:
        return len(base64.b64decode(text, validate=True)) == 32
    except binascii.Error:
        return False


def _is_push_key(text: str) -> bool:
    try:
        ec.derive_private_key(int.from_bytes(base64.urlsafe_b64decode(text + "=")), ec.SECP256R1())
    except ValueError:
        return False
    return len(text) == 43
