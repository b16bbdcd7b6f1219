"""The development mailbox: what the embedded service would have sent."""

import ipaddress

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from lapor.channels.mailbox import newest


@require_safe
@never_cache
def mailbox(request: HttpRequest) -> HttpResponse:
    """For whoever sits at the machine of an embedded service; nobody else learns that the page exists."""
    if not (settings.EMBEDDED and _from_this_machine(request)):
        raise Http404
    return render(request, "channels/mailbox.html", {"letters": newest()})


def _from_this_machine(request: HttpRequest) -> bool:
    try:
        nearby = ipaddress.ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False
    return nearby and "HTTP_X_FORWARDED_FOR" not in request.META  # a proxy on this machine brings strangers
