"""The button "Kabari saya di perangkat ini" for any page of a person."""

from typing import Any

from django import template

from lapor.channels import push
from lapor.channels.push import vapid
from lapor.reports.models import Report

register = template.Library()


@register.inclusion_tag("channels/device.html", takes_context=True)
def device(context: template.Context, report: Report | None = None) -> dict[str, Any]:
    """For whoever is signed in; with a report for its reporter, also one who opened it with the PIN."""
    user = context["request"].user
    own = report is None or report.reporter_tag is None or (user.is_authenticated and user.is_citizen)
    return {
        "key": vapid.public_key() if own and push.available() else "",
        "number": report.number if report else None,
        "csrf_token": context.get("csrf_token"),
    }
