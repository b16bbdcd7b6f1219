"""The words for under a mention: prepared here, copied and posted by the officer."""

from datetime import datetime
from typing import Any

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from lapor.accounts.access import user_of
from lapor.channels import handling
from lapor.channels.mentions import CHANNEL, answering
from lapor.core.errors import NotFound
from lapor.reports.actors import Actor
from lapor.reports.models import Report
from lapor.workspace import desk, form_page
from lapor.workspace.form_page import Asked
from lapor.workspace.forms import long_text


class PublicAnswerForm(forms.Form):
    text = long_text(
        gettext_lazy("Jawaban publik"),
        gettext_lazy("Paling banyak 280 karakter. Jangan sebut nama, akun, atau rincian yang tidak ia tulis sendiri."),
        most=answering.LENGTH,
    )


def _suggested(report: Report) -> str:
    """In Indonesian, whatever the officer reads in."""
    with translation.override("id"):
        return answering.suggest(report, settings.SITE_URL + reverse("portal:report", args=[report.number]))


@require_http_methods(form_page.FORM)
@never_cache
@desk.for_roles(desk.CHANNEL_KEEPERS)
def prepare(request: HttpRequest, pk: int, *, by: Actor, at: datetime) -> HttpResponse:
    """The suggested words, or those that were prepared before, to be edited and kept."""
    message = handling.find(pk)
    if message.channel != CHANNEL or message.report is None:
        raise NotFound(pk)
    known = answering.newest(message)
    text = answering.text_of(known) if known else _suggested(message.report)
    asked = Asked(
        heading=_("Jawaban publik untuk sebutan #%s") % pk,
        send=_("Simpan jawaban"),
        back=reverse("workspace:incoming_message", args=[pk]),
        lead=(_("Sistem tidak mempublikasikan apa pun: sesudah disimpan, salin dan kirim lewat akun resmi Anda."),),
    )

    def step(said: dict[str, Any]) -> None:
        answering.prepare(message, said["text"], by=user_of(request), at=at)

    form = PublicAnswerForm(form_page.posted(request), initial={"text": text})
    return form_page.answer(request, form, asked, step, done=_("Jawaban publik sudah disiapkan. Salin dari sini."))
