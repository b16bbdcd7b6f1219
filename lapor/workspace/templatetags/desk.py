"""The head of an officer's page: `{% load desk %}`."""

from django import template
from django.template import RequestContext

from lapor.agencies.models import Role
from lapor.workspace.desk import Section, menu

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
