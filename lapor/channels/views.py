"""The development mailbox, and the door at which gateways report what became of messages."""

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_safe

from lapor.channels.mailbox import newest
from lapor.channels.sms import receive as sms
from lapor.channels.sms import reports


@require_safe
@never_cache
def mailbox(request: HttpRequest) -> HttpResponse:
    """For whoever sits at the machine of an embedded service; nobody else learns that the page exists."""
    caller = _caller(request)
    if not (settings.EMBEDDED and caller and caller.is_loopback):
        raise Http404
    return render(request, "channels/mailbox.html", {"letters": newest()})


@require_GET
@never_cache
def sms_report(request: HttpRequest) -> HttpResponse:
    """For our SMS gateway only. It calls again until it hears 200, also for what it told before."""
    caller, told = _caller(request), reports.read(request.GET)
    if not told or not caller or not any(caller in ip_network(each) for each in settings.SMS_GATEWAY_ADDRESSES):
        raise Http404
    sms.report(*told, at=timezone.now())
    return HttpResponse(content_type="text/plain")


def _caller(request: HttpRequest) -> IPv4Address | IPv6Address | None:
    """Who is at the other end; None behind a proxy, which brings strangers."""
    try:
        return None if "HTTP_X_FORWARDED_FOR" in request.META else ip_address(request.META.get("REMOTE_ADDR", ""))
    except ValueError:
        return None
