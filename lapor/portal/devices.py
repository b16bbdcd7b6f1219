"""“Kabari saya di perangkat ini”: a browser asks to be told, for an account or for one report opened with its PIN."""

from collections.abc import Callable

from django import forms
from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_POST, require_safe

from lapor.accounts import access
from lapor.accounts.models import User
from lapor.channels import recipients
from lapor.channels.push import subscriptions
from lapor.channels.push.subscriptions import Browser
from lapor.core.errors import NotFound, Refused
from lapor.core.http import read_id
from lapor.core.queries import one
from lapor.portal import actor
from lapor.reports.lifecycle import Relation
from lapor.reports.models import Report

_STATUS = {"sign_in": 403, "of_account": 403}
Wish = Callable[[HttpRequest, Browser, bytes], bool]


class BrowserForm(forms.Form):
    """What `PushSubscription.toJSON()` says in the browser."""

    endpoint = forms.CharField(max_length=2000)
    p256dh = forms.CharField(max_length=200)
    auth = forms.CharField(max_length=100)


@cache_control(no_cache=True)
@require_safe
def service_worker(request: HttpRequest) -> HttpResponse:
    """The script that shows what arrives while no page is open; at the root, because it works for all pages."""
    return render(request, "portal/sw.js", content_type="text/javascript; charset=utf-8")


@never_cache
@require_POST
def subscribe(request: HttpRequest) -> HttpResponse:
    """Tell this browser from now on."""
    return _answer(request, _begin)


@never_cache
@require_POST
def unsubscribe(request: HttpRequest) -> HttpResponse:
    """Tell this browser nothing more."""
    return _answer(request, _end)


@never_cache
@require_POST
def is_told(request: HttpRequest) -> HttpResponse:
    """Whether this browser is told: what the button shows."""
    return _answer(request, lambda request, browser, who: subscriptions.is_told(browser.endpoint, recipient=who))


def _begin(request: HttpRequest, browser: Browser, who: bytes) -> bool:
    with transaction.atomic(durable=True):
        subscriptions.subscribe(browser, recipient=who, at=timezone.now())
        if isinstance(request.user, User) and recipients.tag_of(request.user) == who:
            recipients.remember(request.user)
    return True


def _end(request: HttpRequest, browser: Browser, who: bytes) -> bool:
    subscriptions.unsubscribe(browser.endpoint, recipient=who)
    return False


def _answer(request: HttpRequest, wish: Wish) -> HttpResponse:
    if isinstance(request.user, User) and request.user.is_officer:
        return access.officer_required(_fulfilled)(request, wish)
    return _fulfilled(request, wish)


def _fulfilled(request: HttpRequest, wish: Wish) -> HttpResponse:
    """What the button is to show next, or the sentence that says why not."""
    try:
        who = _recipient(request)
        form = BrowserForm(request.POST)
        if not form.is_valid():
            raise Refused("incomplete", _("Peramban tidak mengirim alamatnya. Muat ulang halaman, lalu coba lagi."))
        return JsonResponse({"on": wish(request, Browser(**form.cleaned_data), who)})
    except Refused as refused:
        return JsonResponse({"code": refused.code, "sentence": refused.sentence}, status=_STATUS.get(refused.code, 422))


def _recipient(request: HttpRequest) -> bytes:
    """Whose notices this browser may have. Raises NotFound for a report of somebody else's; Refused."""
    if "report" in request.POST:
        return _of_report(request)
    if isinstance(request.user, AnonymousUser):
        raise Refused("sign_in", _("Masuk dahulu, supaya kami tahu laporan siapa yang Anda tunggu kabarnya."))
    return recipients.tag_of(request.user)


def _of_report(request: HttpRequest) -> bytes:
    by, number = actor.of(request), read_id(request.POST["report"])
    found = one(Report.objects.visible_to(by).select_related("parent").filter(number=number or 0))
    if found is None:
        raise NotFound(number)
    whole = found.parent if found.parent and found.relation == Relation.PART else found
    who = recipients.reporter_of(whole)
    if whole.reporter_tag is not None and who != by.tag:  # one report's PIN opens no news of a whole account
        raise Refused("of_account", _("Laporan ini ada di sebuah akun. Masuk dengan akun itu untuk dikabari di sini."))
    return who
