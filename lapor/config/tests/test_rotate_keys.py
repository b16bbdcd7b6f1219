"""What channels keep sealed outlives a key as well."""

import base64

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import transaction

from lapor.channels import incoming, recipients
from lapor.channels.chat import keeping as sent_files
from lapor.channels.email import keeping
from lapor.channels.incoming import Words
from lapor.channels.models import IncomingMessage, SentFile
from lapor.channels.push import subscriptions
from lapor.channels.webhook import endpoints
from lapor.core import encryption
from lapor.core.files import Limits, inspect
from lapor.core.tests import samples
from lapor.testing.cast import MONDAY

OLD, NEW = (base64.b64encode(letter * 32).decode() for letter in (b"k", b"n"))
ENDPOINT = "https://mitra.example/kabar"


def test_after_a_rotation_nothing_needs_the_old_key(cast, settings, push_service, capsys):
    settings.LAPOR_KEYS = f"1:{OLD}"
    recipients.remember(cast.user("Rini"))
    tag = recipients.tag_of(cast.user("Rini"))
    browser = push_service.subscribe()
    subscription = subscriptions.subscribe(browser, recipient=tag, at=MONDAY)
    endpoint, secret = endpoints.register("sitanggap", ENDPOINT, owner=cast.unit("64.71"), at=MONDAY)

    settings.LAPOR_KEYS = f"2:{NEW},1:{OLD}"
    call_command("rotate_keys")
    assert "3 dibungkus ulang" in capsys.readouterr().out
    call_command("rotate_keys")
    assert "0 dibungkus ulang" in capsys.readouterr().out

    settings.LAPOR_KEYS = f"2:{NEW}"
    subscription.refresh_from_db()
    endpoint.refresh_from_db()
    assert recipients.find(tag) == cast.user("Rini")
    assert subscriptions.opened(subscription) == browser
    assert endpoints.secret_of(endpoint) == secret


def test_a_key_that_is_missing_is_said_before_anything_is_lost(cast, settings):
    settings.LAPOR_KEYS = f"1:{OLD}"
    recipients.remember(cast.user("Rini"))
    settings.LAPOR_KEYS = f"2:{NEW}"
    with pytest.raises(encryption.Undecipherable):
        call_command("rotate_keys")


def test_a_photo_that_waits_for_a_person_can_be_seen_after_a_rotation(cast, settings):
    settings.LAPOR_KEYS = f"1:{OLD}"
    photo = inspect(SimpleUploadedFile("foto.jpg", samples.picture()), limits=Limits())
    with transaction.atomic():
        message = incoming.take("telegram", "a", Words("", media="1"), sender="1035597319", at=MONDAY)
        sent_files.keep(message, photo)
    settings.LAPOR_KEYS = f"2:{NEW},1:{OLD}"
    call_command("rotate_keys")
    settings.LAPOR_KEYS = f"2:{NEW}"
    assert SentFile.objects.get().read() == photo.content


def test_a_mail_that_waits_for_a_person_can_be_read_after_a_rotation(cast, settings):
    settings.LAPOR_KEYS = f"1:{OLD}"
    with transaction.atomic():
        message = incoming.take("email", "a", Words("Isi.", "Subjek"), sender="warga@contoh.example", at=MONDAY)
        keeping.keep(message, b"Subject: Subjek")
    settings.LAPOR_KEYS = f"2:{NEW},1:{OLD}"
    call_command("rotate_keys")
    settings.LAPOR_KEYS = f"2:{NEW}"
    message = IncomingMessage.objects.get(pk=message.pk)
    assert incoming.address_of(message.correspondent) == "warga@contoh.example"
    assert Words.unseal(message.content_ciphertext) == Words("Isi.", "Subjek")
    assert keeping.raw_of(message) == b"Subject: Subjek"
