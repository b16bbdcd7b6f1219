"""How this officer wants to be told."""

from datetime import datetime
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from lapor.accounts.access import user_of
from lapor.channels import recipients
from lapor.notifications import preferences
from lapor.notifications.models import Way
from lapor.notifications.preferences import Choice
from lapor.reports.actors import Actor
from lapor.workspace import desk
from lapor.workspace.form_page import FORM, Asked, answer, posted


class WaysForm(forms.Form):
    email = forms.BooleanField(
        label=gettext_lazy("Surel ke alamat kerja Anda"),
        required=False,
        help_text=gettext_lazy("Tanpa surel, ringkasan harian pun tidak dikirim."),
    )
    push = forms.BooleanField(
        label=gettext_lazy("Pemberitahuan di peramban yang sudah Anda izinkan"),
        required=False,
        help_text=gettext_lazy("Tidak berbunyi pukul 21.00–06.00."),
    )
    digest = forms.BooleanField(
        label=gettext_lazy("Kumpulkan yang tidak mendesak dalam satu surel setiap pagi hari kerja"),
        required=False,
        help_text=gettext_lazy("Tanpa centang, semuanya dikirim satu per satu pada saat terjadi."),
    )


@require_http_methods(FORM)
@never_cache
@desk.for_roles(desk.WITH_REPORTS)
def choose(request: HttpRequest, *, by: Actor, at: datetime) -> HttpResponse:
    """Choose the ways, and whether what isn't urgent waits for the morning."""
    recipient = recipients.tag_of(user_of(request))
    asked = Asked(
        heading=_("Cara Anda dikabari"),
        send=_("Simpan"),
        back=reverse("workspace:notices"),
        lead=(_("Daftar pemberitahuan di ruang kerja selalu terisi, apa pun yang Anda pilih di sini."),),
    )
    form = WaysForm(posted(request), initial=_initial(preferences.of([recipient])[recipient]))

    def keep(said: dict[str, Any]) -> None:
        ways = [way for way in (Way.EMAIL, Way.PUSH) if said[way]]
        preferences.choose(recipient, ways=ways, digest=said["digest"], at=at)

    return answer(request, form, asked, keep, done=_("Pilihan Anda tersimpan."))


def _initial(choice: Choice) -> dict[str, bool]:
    return {"email": Way.EMAIL in choice.ways, "push": Way.PUSH in choice.ways, "digest": choice.digest}
