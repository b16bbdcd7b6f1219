"""The head of an officer's page: `{% load desk %}`."""

from django import template
from django.template import RequestContext

from lapor.agencies.models import Role
from lapor.channels import recipients
from lapor.notifications import bell
from lapor.workspace.desk import WITH_REPORTS, Section, holds, menu

register = template.Library()


@register.simple_tag(takes_context=True)
def desk_menu(context: RequestContext) -> list[Section]:
    """The menu for the roles of whoever opened this page."""
    request = context["request"]
    return menu(request.officer, request.path)


@register.simple_tag(takes_context=True)
def desk_seats(context: RequestContext) -> list[dict[str, str]]:
    """Each role of this officer with its unit."""
    return [{"role": str(Role(seat.role).label), "unit": seat.unit_name} for seat in context["request"].officer.seats]


@register.simple_tag(takes_context=True)
def desk_unread(context: RequestContext) -> int | None:
    """How much this officer hasn't read of what they were told; None for those who see no reports. One small query."""
    request = context["request"]
    if not holds(request.officer, WITH_REPORTS):
        return None
    return bell.unread(recipients.tag_of(request.user))
