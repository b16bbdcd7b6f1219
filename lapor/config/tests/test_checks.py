import base64

import pytest

from lapor.config import checks
from lapor.launcher.home import new_push_key

KEY = base64.b64encode(b"k" * 32).decode()


def ids() -> list[str]:
    return [fault.id for fault in checks.keys_are_there()]


def test_complete_keys_are_accepted(settings):
    settings.LAPOR_KEYS = f"2:{KEY},1:{KEY}"
    assert ids() == []


@pytest.mark.parametrize("keys", ["", KEY, f"x:{KEY}", "1:c2hvcnQ=", f"256:{KEY}", f"1:{KEY},", "1:not base64!"])
def test_malformed_keys_are_refused(settings, keys):
    settings.LAPOR_KEYS = keys
    assert ids() == ["lapor.E002"]


@pytest.mark.parametrize("secret", ["", "short"])
def test_a_missing_or_short_secret_is_refused(settings, secret):
    settings.SECRET_KEY = secret
    assert ids() == ["lapor.E001"]


def test_a_missing_tag_key_is_refused(settings):
    settings.LAPOR_TAG_KEY = ""
    assert ids() == ["lapor.E003"]


@pytest.mark.parametrize(
    ("embedded", "address", "faults"),
    [(True, "http://localhost:8000", 0), (False, "http://lapor.example", 1), (False, "https://lapor.example", 0)],
)
def test_a_public_service_must_be_encrypted(settings, embedded, address, faults):
    settings.EMBEDDED, settings.SITE_URL = embedded, address
    assert len(checks.public_service_is_encrypted()) == faults


@pytest.mark.parametrize(
    ("key", "faults"),
    [("", 0), (new_push_key(), 0), ("kurang", 1), ("A" * 43, 1), (new_push_key() + "=", 1)],
    ids=["none", "a key", "too short", "zero", "padded"],  # a made-up key differs in each process of a test run
)
def test_a_key_for_push_services_is_a_number_on_its_curve(settings, key, faults):
    settings.VAPID_PRIVATE_KEY = key
    assert len(checks.push_key_is_one()) == faults


@pytest.mark.parametrize(
    ("name", "value", "faults"),
    [
        ("SMS_SENDER", "1708", []),
        ("SMS_GATEWAY_PASSWORD", "", ["lapor.E021"]),
        ("SMS_REPORTS_URL", "http://10.0.0.5:8000", ["lapor.E022"]),
        ("SMS_GATEWAY_ADDRESSES", ["127.0.0.1", "gerbang"], ["lapor.E023"]),
    ],
)
def test_a_gateway_for_text_messages_must_be_able_to_report(settings, name, value, faults):
    settings.SMS_GATEWAY_URL, settings.SMS_GATEWAY_PASSWORD = "http://127.0.0.1:13013/cgi-bin/sendsms", "sandi"
    setattr(settings, name, value)
    assert [fault.id for fault in checks.sms_gateway_is_complete()] == faults


@pytest.mark.parametrize(
    ("url", "secret", "faults"),
    [
        ("", "", []),
        ("", "whsec_" + "QUFB" * 8, []),
        ("https://ombudsman.example/paket", "whsec_" + "QUFB" * 8, []),
        ("http://ombudsman.example/paket", "whsec_" + "QUFB" * 8, ["lapor.E031"]),
        ("https://ombudsman.example/paket", "", ["lapor.E032"]),
        ("", "guess", ["lapor.E032"]),
    ],
)
def test_the_ombudsman_is_reached_encrypted_and_signed(settings, url, secret, faults):
    settings.OMBUDSMAN_URL, settings.OMBUDSMAN_SECRET = url, secret
    assert [fault.id for fault in checks.ombudsman_is_reached_safely()] == faults


@pytest.mark.parametrize(
    ("name", "value", "faults"),
    [
        ("IMAP_URL", "", []),
        ("IMAP_URL", "imaps://surel.example", []),
        ("IMAP_URL", "imap://127.0.0.1:1143/INBOX", []),
        ("IMAP_URL", "imap://surel.example/INBOX", ["lapor.E042"]),
        ("IMAP_URL", "surel.example", ["lapor.E041"]),
        ("IMAP_URL", "imaps://lapor:rahasia@surel.example/INBOX", ["lapor.E041"]),
        ("IMAP_PASSWORD", "", ["lapor.E043"]),
        ("IMAP_TOKEN_URL", "https://login.example/token", ["lapor.E043"]),
        ("MAIL_IN_ADDRESS", "", ["lapor.E044"]),
    ],
)
def test_a_mailbox_is_fetched_over_tls_and_has_an_address(settings, name, value, faults):
    settings.IMAP_URL, settings.IMAP_USER, settings.IMAP_PASSWORD = "imaps://surel.example/INBOX", "lapor", "rahasia"
    settings.MAIL_IN_ADDRESS = "lapor@lapor.example"
    setattr(settings, name, value)
    assert [fault.id for fault in checks.mailbox_is_fetched_safely()] == faults


def test_a_token_may_stand_for_the_password(settings):
    settings.IMAP_URL, settings.IMAP_USER, settings.IMAP_PASSWORD = "imaps://surel.example/INBOX", "lapor", ""
    settings.IMAP_TOKEN_URL, settings.IMAP_CLIENT_ID = "https://login.example/token", "aplikasi"
    settings.IMAP_CLIENT_SECRET, settings.MAIL_IN_ADDRESS = "rahasia", "lapor@lapor.example"
    assert checks.mailbox_is_fetched_safely() == []


@pytest.mark.parametrize(
    ("setting", "value", "faults"),
    [
        ("TELEGRAM_SECRET", "", []),
        ("TELEGRAM_SECRET", "rahasia-bot_1234", []),
        ("TELEGRAM_SECRET", "rahasia", ["lapor.E062"]),
        ("TELEGRAM_SECRET", "rahasia bot yang panjang", ["lapor.E062"]),
        ("TELEGRAM_TOKEN", "", ["lapor.E063"]),
        ("WHATSAPP_PHONE_ID", "", ["lapor.E061"]),
        ("WHATSAPP_APP_SECRET", "", []),
    ],
)
def test_a_chat_that_is_half_set_up_is_named(settings, setting, value, faults):
    settings.TELEGRAM_TOKEN, settings.TELEGRAM_SECRET = "1:a", "rahasia-bot_1234"
    settings.WHATSAPP_TOKEN = settings.WHATSAPP_PHONE_ID = settings.WHATSAPP_APP_SECRET = "rahasia"
    setattr(settings, setting, value)
    assert [fault.id for fault in checks.chats_are_complete()] == faults
