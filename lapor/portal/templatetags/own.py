"""The head of a reporter's own pages: `{% load own %}`."""

from django import template
from django.template import RequestContext

from lapor.notifications import bell
from lapor.portal import actor, notices

register = template.Library()


@register.simple_tag(takes_context=True)
def own_unread(context: RequestContext) -> int:
    """How much news this browser's person hasn't read; costs a query only where there can be any."""
    told = notices.told(actor.of(context["request"]))
    return bell.unread(*told) if told else 0
