"""What can be followed, as addresses and sentences have it: a report, an area, a topic, an agency."""

from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from lapor.agencies.models import Category, Unit
from lapor.core.errors import NotFound
from lapor.core.queries import one
from lapor.following.models import Follow, Kind
from lapor.regions.models import Region
from lapor.reports.models import Report

# In addresses; the last three are also the names of the public list's filters.
SLUGS = {"laporan": Kind.REPORT, "wilayah": Kind.REGION, "topik": Kind.CATEGORY, "instansi": Kind.AGENCY}
_SLUG_OF = {kind: slug for slug, kind in SLUGS.items()}


def find(slug: str, code: str, *, at: datetime) -> tuple[Kind, Any]:
    """The thing at this address, as far as everybody may see it. Raises NotFound."""
    kind, code = SLUGS.get(slug), code.replace("\0", "")[:100]
    thing: Any = None
    match kind:
        case Kind.REPORT if code.isascii() and code.isdecimal() and len(code) < 19:
            thing = one(Report.objects.public().wholes().filter(number=int(code)))
        case Kind.REGION:
            thing = one(Region.objects.valid(at=at).filter(code=code))
        case Kind.CATEGORY:
            thing = one(Category.objects.current(at).filter(code=code).select_related("parent"))
        case Kind.AGENCY:
            thing = one(Unit.objects.current(at).filter(code=code))
    if kind is None or thing is None:
        raise NotFound(code)
    return kind, thing


def address(kind: str, thing: Any) -> str:
    """Where it is followed: the path of the page with the button."""
    code = thing.number if kind == Kind.REPORT else thing.code
    return reverse("portal:follow", args=[_SLUG_OF[Kind(kind)], code])


def page(kind: str, thing: Any) -> str:
    """Where it is read: the report, or the public list of what is there."""
    if kind == Kind.REPORT:
        return reverse("portal:report", args=[thing.number])
    return f"{reverse('portal:public_list')}?{urlencode({_SLUG_OF[Kind(kind)]: thing.code})}"


def name(kind: str, thing: Any) -> str:
    """In a sentence after "mengikuti": nothing of a report that isn't public any more."""
    match kind:
        case Kind.REPORT:
            return f"“{thing.public_title}”" if thing.is_public else _("laporan yang tidak lagi terbuka")
        case Kind.REGION:
            return _("laporan baru di %s") % thing.path_name
        case Kind.CATEGORY:
            return _("laporan baru tentang %s") % thing.label
    return _("laporan baru untuk %s") % thing.name


def name_of(follow: Follow) -> str:
    return name(follow.kind, follow.thing)
