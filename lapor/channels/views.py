"""The development mailbox, and the doors of the SMS gateway: what phones write, and what became of our messages."""

import re
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from django.conf import settings
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods, require_safe

from lapor.channels import incoming
from lapor.channels.mailbox import newest
from lapor.channels.sms import arriving, reports
from lapor.channels.sms import receive as sms

NAME = re.compile(r"[!-~]{1,60}")  # Kannel's for a message, a UUID


@require_safe
@never_cache
def mailbox(request: HttpRequest) -> HttpResponse:
    """For whoever sits at the machine of an embedded service; nobody else learns that the page exists."""
    caller = _caller(request)
    if not (settings.EMBEDDED and caller and caller.is_loopback):
        raise Http404
    return render(request, "channels/mailbox.html", {"letters": newest()})


@csrf_exempt  # a program's: the password in the address is the permission
@require_http_methods(["GET", "POST"])
@never_cache
def sms_in(request: HttpRequest) -> HttpResponse:
    """For our SMS gateway only. It asks again until it hears OK, which it does once we have the message for good."""
    address = QueryDict(request.META["QUERY_STRING"], encoding="latin-1")  # a letter for each octet
    name = address.get("id", "")
    if not (NAME.fullmatch(name) and _is_gateway(request) and arriving.is_from_gateway(address)):
        raise Http404
    is_posted = request.method == "POST"
    arrived = arriving.posted(name, request.headers, request.body) if is_posted else arriving.asked(name, address)
    with transaction.atomic(durable=True):
        incoming.take("sms", arrived.name, arrived.words, sender=arrived.sender, at=timezone.now())
    return HttpResponse("OK", content_type="text/plain")


@require_GET
@never_cache
def sms_report(request: HttpRequest) -> HttpResponse:
    """For our SMS gateway only. It calls again until it hears 200, also for what it told before."""
    told = reports.read(request.GET)
    if not told or not _is_gateway(request):
        raise Http404
    sms.report(*told, at=timezone.now())
    return HttpResponse(content_type="text/plain")


def _is_gateway(request: HttpRequest) -> bool:
    caller = _caller(request)
    return caller is not None and any(caller in ip_network(each) for each in settings.SMS_GATEWAY_ADDRESSES)


def _caller(request: HttpRequest) -> IPv4Address | IPv6Address | None:
    """Who is at the other end; None behind a proxy, which brings strangers."""
    try:
        return None if "HTTP_X_FORWARDED_FOR" in request.META else ip_address(request.META.get("REMOTE_ADDR", ""))
    except ValueError:
        return None
