"""Files that no row knows don't stay on the disk."""

from datetime import timedelta

from django.utils import timezone

from lapor.core import storage
from lapor.core.encryption import DataKey
from lapor.core.files import Limits, inspect
from lapor.core.tests import samples
from lapor.reports import attachments


def test_an_abandoned_file_goes_after_a_day_and_a_kept_one_stays(cast, settings, tmp_path):
    kept = {"BACKEND": "lapor.core.storage.DurableStorage", "OPTIONS": {"location": tmp_path}}
    settings.STORAGES = settings.STORAGES | {"default": kept}
    report = cast.submitted(files=(inspect(samples.upload(samples.picture()), limits=Limits()),))
    abandoned = storage.store(b"x", key=DataKey.new())
    soon, tomorrow = timezone.now(), timezone.now() + timedelta(days=2)
    assert attachments.forget_orphans(at=soon) == 0
    assert attachments.forget_orphans(at=tomorrow) == 1
    assert attachments.read(report.attachments.get())
    assert attachments.forget_orphans(at=tomorrow) == 0
    assert abandoned


def test_a_reporters_file_name_is_not_kept_because_it_may_say_who_it_is(cast, settings, tmp_path):
    kept = {"BACKEND": "lapor.core.storage.DurableStorage", "OPTIONS": {"location": tmp_path}}
    settings.STORAGES = settings.STORAGES | {"default": kept}
    photo = inspect(samples.upload(samples.picture(), "KTP Rini Astuti.jpg"), limits=Limits())
    report = cast.submitted(files=(photo,))
    assert attachments.name(report.attachments.get(), report) == "foto 1.jpg"
