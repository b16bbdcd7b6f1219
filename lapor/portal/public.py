"""What everybody may read: the list of published reports with its search, and the page of one report.

These pages set no cookie, read no session and are the same for all, so caches may keep them for a minute.
"""

import hashlib
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models.functions import Left
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from lapor.core.http import read_id
from lapor.core.numbers import read_number
from lapor.core.queries import one
from lapor.following import things
from lapor.following.models import Kind
from lapor.portal import feeds, story
from lapor.portal.filters import FilterForm
from lapor.reports import face, promise
from lapor.reports.face import Face
from lapor.reports.lifecycle import OPEN, Relation
from lapor.reports.models import Report
from lapor.reports.parts import of as parts_of
from lapor.reports.querysets import Page

SIZE = 20
KEPT_FOR = 60  # seconds in a cache: so long a report that was made secret may still be shown by one


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The published reports, newest first or by the words searched for; every view of it has an address of its own."""
    at = timezone.now()
    form = FilterForm(request.GET, at=at)
    if (number := read_number(form.words)) is not None:
        return redirect("portal:report", number)
    address = form.address()
    if _typed_names(form, address):
        return _cached(redirect(f"{request.path}?{address.urlencode()}"))
    page, by_time = _page(form, request.GET)
    context = {
        "form": form,
        "cards": _cards(page.reports, at=at),
        "by_time": by_time,
        "newer": _with(address, sesudah=page.newer),
        "older": _with(address, sebelum=page.older),
        "other_order": _with(address, urut="" if by_time else "terbaru"),
        "follow": _followable(form),
        "feeds": feeds.of_list(address.urlencode()),
    }
    return _cached(render(request, "portal/public/list.html", context))


def _followable(form: FilterForm) -> str:
    """Where to follow what this list shows, if that is one area, one topic or one agency and nothing else."""
    address = form.address()
    slug = next((slug for slug in things.SLUGS if address.get(slug)), "")
    return (
        reverse("portal:follow", args=[slug, address[slug]]) if slug and len(address) == 1 and not form.errors else ""
    )


def _typed_names(form: FilterForm, address: QueryDict) -> bool:
    """Was a place or an office typed by its name? Then the address with its code is the one to keep and to cache."""
    return any(form.data.get(name) != address.get(name) for name in ("wilayah", "instansi") if name in form.used)


def _page(form: FilterForm, asked: QueryDict) -> tuple[Page, bool]:
    """One page and whether it is ordered by time; words are ranked until the reader wants them by time."""
    found = form.apply(Report.objects.public())
    if "instansi" not in form.used:
        found = found.wholes()  # who looks for one office finds its parts, everybody else each report once
    if form.words and form.used.get("urut") != "terbaru":
        best = list(found.ranked(form.words).values_list("pk", flat=True)[:SIZE])
        reports = {report.pk: report for report in _for_cards(Report.objects.filter(pk__in=best))}
        return Page([reports[pk] for pk in best if pk in reports]), False
    if form.words:
        found = found.matching(form.words)
    return _for_cards(found).page(before=_id(asked, "sebelum"), after=_id(asked, "sesudah"), size=SIZE), True


# What a card tells; the text only as far as a card has room for it.
ON_CARD = ("number", "seq", "state", "before_hold", "verified_at", "submitted_at", "support_count",
           "public_title", "is_divided", "is_secret",
           "holder__name", "region__path_name")  # fmt: skip
EXCERPT = 300  # letters


def _for_cards(reports):
    return reports.select_related("holder", "region").only(*ON_CARD).annotate(excerpt=Left("public_text", EXCERPT))


def _id(asked: QueryDict, name: str) -> int | None:
    return read_id(asked.get(name, ""))


def _with(address: QueryDict, **more) -> str:
    """The address of another page of the same question; empty where there is none."""
    if None in more.values():
        return ""
    other = address.copy()
    for name, value in more.items():
        other[name] = value
        if not value:
            del other[name]
    return f"?{other.urlencode()}"


def _cards(reports: list[Report], *, at: datetime) -> list[dict]:
    promises = promise.for_many(reports, at=at)
    return [_card(report, face.of(report, promises[report.pk])) for report in reports]


def _card(report: Any, shown: Face) -> dict:
    """`says` is all that the card tells: while it stays the same, the card needn't be written again."""
    place = report.region.path_name if report.region else ""
    said = (report.number, report.public_title, report.excerpt, place, report.submitted_at, report.support_count, shown)
    return {"report": report, "face": shown, "says": said}


# --- one report -----------------------------------------------------------------------------------------------------


@require_safe
def report(request: HttpRequest, typed: str) -> HttpResponse:
    """One published report with its history. Private and unknown ones answer alike."""
    number = read_number(typed)
    if number is not None and typed != str(number):
        return redirect("portal:report", number, permanent=True)
    found = one(_published().filter(number=number)) if number else None
    if found is None:
        return missing(request, mistyped=number is None)
    if found.relation == Relation.PART and found.parent.is_public:
        return redirect(f"{reverse('portal:report', args=[found.parent.number])}#bagian-{found.number}")
    at = timezone.now()
    parts = list(parts_of(found).public().with_holder().select_related("key").defer("search"))
    etag = _etag(found, parts, at=at)
    not_changed = get_conditional_response(request, etag=etag)
    if not_changed is not None:
        return _cached(not_changed)
    response = render(request, "portal/public/report.html", _about(found, parts, at=at))
    response["ETag"] = etag
    return _cached(response)


def missing(request: HttpRequest, *, mistyped: bool) -> HttpResponse:
    """No published report has this number: it doesn't exist, isn't verified yet, or is private."""
    return render(request, "portal/public/missing.html", {"mistyped": mistyped}, status=404)


def _published():
    return Report.objects.public().with_holder().select_related("region", "category__parent", "key").defer("search")


def _about(found: Report, parts: list[Report], *, at: datetime) -> dict:
    promises = promise.for_page([found, *parts], at=at)
    told = story.of(found, *parts, by=None)
    return {
        "report": found,
        "face": face.of(found, promises[found.pk]),
        "story": story.of_whole(found, told),
        "parts": [
            {"report": part, "face": face.of(part, promises[part.pk]), "asked": story.asked_of(part, told)}
            for part in parts
        ],
        "parent": found.parent if found.parent and found.parent.is_public else None,
        "is_part": found.relation == Relation.PART,
        "may_support": found.state in OPEN and found.relation != Relation.DUPLICATE,
        "address": f"{settings.SITE_URL}{reverse('portal:report', args=[found.number])}",
        "feeds": feeds.of_thing(Kind.REPORT, found),
    }


def _etag(found: Report, parts: list[Report], *, at: datetime) -> str:
    """Changes with the report and with the hour: days left run out at midnight, which is later in the west."""
    said = [found.pk, found.seq, *(part.seq for part in parts), at.isoformat(timespec="hours"), get_language()]
    return f'W/"{hashlib.sha256(repr(said).encode()).hexdigest()[:20]}"'


def _cached(response: HttpResponse) -> HttpResponse:
    """Let shared caches keep a page that is the same for all; each language has addresses of its own."""
    patch_cache_control(response, public=True, max_age=KEPT_FOR)
    return response
