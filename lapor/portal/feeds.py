"""The published reports and the steps of one, as RSS and Atom: for those who follow without leaving an address.

The same for everybody, so caches keep them; each is answered with 304 while nothing has changed.
"""

import hashlib
import re
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import feedgenerator, timezone
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.http import http_date
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_safe

from lapor.core.queries import one
from lapor.following import things
from lapor.following.models import Kind
from lapor.portal import story
from lapor.portal.filters import FilterForm
from lapor.reports.models import Report
from lapor.reports.parts import of as parts_of

SIZE = 50
LOOKS_BACK = timedelta(days=30)  # so that a feed of one small place doesn't read through years
KEPT_FOR = 300  # seconds in a cache
EXCERPT = 500  # letters
NOT_IN_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
FORMATS: dict[str, type[feedgenerator.Rss201rev2Feed] | type[feedgenerator.Atom1Feed]] = {
    "rss": feedgenerator.Rss201rev2Feed,
    "atom": feedgenerator.Atom1Feed,
}
NAMES = {"rss": "RSS", "atom": "Atom"}


@require_safe
def reports(request: HttpRequest, form: str) -> HttpResponse:
    """The reports published last, with the filters of the public list."""
    at = timezone.now()
    asked = FilterForm(request.GET, at=at)
    found = asked.apply(Report.objects.public()).filter(published_at__gt=at - LOOKS_BACK)
    if asked.words:
        found = found.matching(asked.words)
    if "instansi" not in asked.used:
        found = found.wholes()
    newest = list(found.select_related("region").defer("search").order_by("-published_at", "-id")[:SIZE])
    query = asked.address().urlencode()
    return _answer(
        request,
        form,
        title=_title(asked),
        description=gettext("Laporan warga yang baru terbit, versi umum tanpa data pribadi."),
        page=_asking(reverse("portal:public_list"), query),
        address=_asking(reverse(f"portal:feed_{form}"), query),
        items=[_item(report) for report in newest],
    )


@require_safe
def report(request: HttpRequest, number: int, form: str) -> HttpResponse:
    """The public steps of one report, the newest first."""
    published = Report.objects.public().with_holder().select_related("key").defer("search")
    found = one(published.filter(number=number))
    if found is None:
        raise Http404
    parts = list(parts_of(found).public().with_holder().select_related("key").defer("search"))
    steps = story.of_whole(found, story.of(found, *parts, by=None))[::-1][:SIZE]
    return _answer(
        request,
        form,
        title=found.public_title,
        description=gettext("Perkembangan laporan ini, sebagaimana terlihat oleh semua orang."),
        page=reverse("portal:report", args=[found.number]),
        address=reverse(f"portal:report_feed_{form}", args=[found.number]),
        items=[_step(found, step) for step in steps],
    )


def of_thing(kind: str, thing: Any) -> list[dict[str, str]]:
    """The addresses of both feeds of what can be followed, for people and for their readers."""
    if kind == Kind.REPORT:
        return [_named(reverse(f"portal:report_feed_{form}", args=[thing.number]), form) for form in FORMATS]
    query = things.page(kind, thing).partition("?")[2]
    return of_list(query)


def of_list(query: str) -> list[dict[str, str]]:
    """The same of a public list with these filters."""
    return [_named(_asking(reverse(f"portal:feed_{form}"), query), form) for form in FORMATS]


def _asking(path: str, query: str) -> str:
    return f"{path}?{query}" if query else path


def _named(address: str, form: str) -> dict[str, str]:
    return {"url": address, "name": NAMES[form], "type": f"application/{form}+xml"}


def _title(asked: FilterForm) -> str:
    named = [str(asked.used[name]) for name in ("wilayah", "instansi") if name in asked.used]
    named += [
        each.label for topic in asked.topics for each in (topic, *topic.below) if each.code == asked.used.get("topik")
    ]
    return ": ".join(filter(None, [gettext("Laporan warga"), " · ".join(filter(None, [*named, asked.words]))]))


def _item(report: Report) -> dict[str, Any]:
    place = report.region.path_name if report.region else ""
    link = reverse("portal:report", args=[report.number])
    text = "\n".join(filter(None, [place, report.public_text[:EXCERPT]]))
    return {"title": report.public_title, "link": link, "id": link, "description": text, "at": report.published_at}


def _step(report: Report, line: story.Line) -> dict[str, Any]:
    link = reverse("portal:report", args=[report.number])
    text = "\n".join(filter(None, [line.by, line.text[:EXCERPT]]))
    return {
        "title": line.title,
        "link": link,
        "id": f"{link}#{line.report}-{line.seq}",
        "description": text,
        "at": line.at,
    }


def _answer(
    request: HttpRequest, form: str, *, title: str, description: str, page: str, address: str,
    items: list[dict[str, Any]],
) -> HttpResponse:  # fmt: skip
    newest = max((item["at"] for item in items), default=None)
    etag = _etag(form, title, *(tuple(item.values()) for item in items))
    same = get_conditional_response(request, etag=etag, last_modified=int(newest.timestamp()) if newest else None)
    if same is not None:
        return _kept(same)
    feed = FORMATS[form](
        title=_clean(title), link=_whole(page), description=_clean(description), language=get_language(),
        feed_url=_whole(address), feed_guid=_whole(address), author_name="LAPOR!",
    )  # fmt: skip
    for item in items:
        feed.add_item(
            title=_clean(item["title"]), link=_whole(item["link"]), description=_clean(item["description"]),
            unique_id=_whole(item["id"]), unique_id_is_permalink=item["id"] == item["link"],
            pubdate=item["at"], updateddate=item["at"],
        )  # fmt: skip
    response = HttpResponse(feed.writeString("utf-8"), content_type=feed.content_type)
    response["ETag"] = etag
    if newest:
        response["Last-Modified"] = http_date(newest.timestamp())
    return _kept(response)


def _clean(text: str) -> str:
    """Without the characters that XML can't hold; what people typed may have any."""
    return NOT_IN_XML.sub("", text)


def _whole(path: str) -> str:
    return f"{settings.SITE_URL}{path}"


def _etag(*said: Iterable[object] | str) -> str:
    return f'"{hashlib.sha256(repr((said, get_language())).encode()).hexdigest()[:20]}"'


def _kept(response: HttpResponse) -> HttpResponse:
    patch_cache_control(response, public=True, max_age=KEPT_FOR)
    return response
