"""Following a report, an area, a topic or an agency: begun here, confirmed from a mail, and ended with one click."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext, gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from lapor.accounts import access, contacts, limits
from lapor.accounts.models import ContactKind, User
from lapor.channels import recipients
from lapor.channels.push import subscriptions
from lapor.core.errors import Refused
from lapor.following import follows, things
from lapor.following.models import Follow, Kind, Way
from lapor.portal import feeds
from lapor.ui.forms import refuse

_STATUS = {"too_many_tries": 429, "too_many": 409}


class AddressForm(forms.Form):
    contact = forms.CharField(
        label=gettext_lazy("Alamat surel"),
        help_text=gettext_lazy("Dipakai hanya untuk kabar ini. Tidak ada yang melihat siapa mengikuti apa."),
        max_length=contacts.LONGEST,
        error_messages={
            "required": gettext_lazy("Isi alamat surel Anda."),
            "null_characters_not_allowed": gettext_lazy("Ada karakter yang tidak bisa kami baca. Mohon ketik ulang."),
        },
        widget=forms.TextInput(attrs={"type": "email", "autocomplete": "email", "inputmode": "email"}),
    )


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def follow(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    """One click with an account; without one a mail address, which its owner confirms."""
    kind, thing = things.find(slug, code, at=timezone.now())
    if request.method != "POST":
        return _page(request, kind, thing, AddressForm())
    if (user := _citizen(request)) and request.POST.get("cara") in Way.values:
        return _follow(request, kind, thing, user, Way(request.POST["cara"]))
    form = AddressForm(request.POST)
    if not form.is_valid():
        return _page(request, kind, thing, form, status=422)
    try:
        follows.ask(
            kind,
            thing,
            typed=form.cleaned_data["contact"],
            language=get_language() or "id",
            address=limits.address(request),
            at=timezone.now(),
        )
    except Refused as refused:
        refuse(form, refused)
        return _page(request, kind, thing, form, status=_STATUS.get(refused.code, 422))
    return redirect(f"{things.address(kind, thing)}?terkirim")


def _follow(request: HttpRequest, kind: Kind, thing: Any, user: User, way: Way) -> HttpResponse:
    try:
        with transaction.atomic(durable=True):
            follows.follow(kind, thing, by=user, way=way, language=get_language() or "id", at=timezone.now())
    except Refused as refused:
        form = AddressForm()
        form.cleaned_data = {}
        return _page(request, kind, thing, form, trouble=refused.sentence, status=_STATUS.get(refused.code, 422))
    messages.success(request, gettext("Anda sekarang mengikuti %s.") % things.name(kind, thing))
    return redirect(things.address(kind, thing))


def _page(
    request: HttpRequest, kind: Kind, thing: Any, form: AddressForm, *, status: int = 200, **more: Any
) -> HttpResponse:
    user = _citizen(request)
    known = {each.way: each for each in follows.of(user).filter(**{kind: thing})} if user else {}
    context = more | {
        "name": things.name(kind, thing),
        "is_report": kind == Kind.REPORT,
        "back": things.page(kind, thing),
        "form": form,
        "is_sent": request.method != "POST" and "terkirim" in request.GET,
        "ways": [_way(way, label, known) for way, label in _ways_of(user)],
        "feeds": feeds.of_thing(kind, thing),
    }
    return render(request, "portal/following/follow.html", context, status=status)


def _way(way: Way, label: str, known: dict[str, Follow]) -> dict[str, Any]:
    return {"value": way, "label": label, "follow": known.get(way)}


def _ways_of(user: User | None) -> list[tuple[Way, str]]:
    """How this account can be told, in words."""
    if user is None:
        return []
    emails = [contact.value for contact in user.contacts.all() if contact.kind == ContactKind.EMAIL]
    found = [(Way.EMAIL, gettext("Ikuti lewat surel (%s)") % contacts.masked(emails[0]))] if emails else []
    tag = recipients.tag_of(user)
    if tag in subscriptions.among([tag]):
        found.append((Way.PUSH, gettext("Ikuti lewat pemberitahuan di peramban")))
    return found


def _citizen(request: HttpRequest) -> User | None:
    user = request.user
    return user if isinstance(user, User) and user.is_citizen else None


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, token: UUID) -> HttpResponse:
    """From the mail: a button, because programs that look through mails follow every link in them."""
    trouble = ""
    if request.method == "POST":
        try:
            with transaction.atomic(durable=True):
                follows.confirm(token, at=timezone.now())
        except Refused as refused:
            trouble = refused.sentence
    return _about(request, "portal/following/confirm.html", token, trouble=trouble, status=409 if trouble else 200)


@never_cache
@csrf_exempt  # mail programs press the button themselves (RFC 8058); who has the link may stop it
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: HttpRequest, token: UUID) -> HttpResponse:
    """One click, without signing in. What has ended already is told in the same words."""
    if request.method == "POST":
        ended = follows.known(token)
        follows.stop(token)
        return _stopped(request, ended)
    known = follows.known(token)
    if known is None:
        return _stopped(request, None)
    return _about(request, "portal/following/stop.html", token)


def _stopped(request: HttpRequest, ended: Follow | None) -> HttpResponse:
    again = things.address(ended.kind, ended.thing) if ended and _is_shown(ended) else ""
    context = {"name": things.name_of(ended) if ended else "", "again": again}
    return render(request, "portal/following/stopped.html", context)


def _about(request: HttpRequest, template: str, token: UUID, *, status: int = 200, **more: Any) -> HttpResponse:
    known = follows.known(token)
    if known is None:
        return render(request, "portal/following/gone.html", status=404)
    context = more | {
        "follow": known,
        "name": things.name_of(known),
        "is_report": known.kind == Kind.REPORT,
        "page": things.page(known.kind, known.thing) if _is_shown(known) else reverse("portal:public_list"),
    }
    return render(request, template, context, status=status)


def _is_shown(known: Follow) -> bool:
    return known.kind != Kind.REPORT or known.thing.is_public


@never_cache
@require_safe
@access.citizen_required
def own(request: HttpRequest) -> HttpResponse:
    """What this account follows, each with its way out."""
    rows = [
        {
            "follow": each,
            "name": things.name_of(each),
            "page": things.page(each.kind, each.thing) if _is_shown(each) else "",
        }
        for each in follows.of(access.user_of(request))
    ]
    return render(request, "portal/following/own.html", {"rows": rows, "most": follows.MOST})
