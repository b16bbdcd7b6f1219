"""Search over all that an officer may see, and the filters that were given a name."""

from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from lapor.accounts.access import user_of
from lapor.core.http import read_id
from lapor.core.numbers import read_number
from lapor.reports.actors import Actor
from lapor.reports.models import Report
from lapor.reports.querysets import Page, ReportQuerySet
from lapor.workspace import desk, rows
from lapor.workspace.filters import OfficerFilters
from lapor.workspace.models import SavedFilter

SIZE = 25
MOST_SAVED = 20
NAME_LENGTH = 60


class NameForm(forms.Form):
    """The name of a saved filter."""

    name = forms.CharField(label=gettext_lazy("Nama saringan"), max_length=NAME_LENGTH)


@require_safe
@never_cache
@desk.for_roles(desk.WITH_REPORTS)
def search(request: HttpRequest, *, by: Actor, at: datetime) -> HttpResponse:
    """By number straight to the report, by words and filters to a list."""
    form = OfficerFilters(request.GET, at=at)
    number = read_number(form.words)
    seen = Report.objects.visible_to(by)
    if number and seen.filter(number=number).exists():
        return redirect("workspace:report", number)
    page = _page(form.apply(seen), form.words, request.GET)
    address = form.address()
    context = {
        "form": form,
        "rows": rows.of(page.reports, at=at),
        "newer": _address(address, "sebelum", page.newer),
        "older": _address(address, "sesudah", page.older),
        "unknown_number": number,
        "query": address.urlencode(),
        "saved": SavedFilter.objects.filter(owner=user_of(request)),
        "name_form": NameForm(auto_id="name_%s"),
        "refers": desk.holds(by, desk.REFERRERS),
        "is_search": bool(address),
    }
    return render(request, "workspace/search.html", context)


def _page(reports: ReportQuerySet, words: str, asked: QueryDict) -> Page:
    before, after = read_id(asked.get("sesudah", "")), read_id(asked.get("sebelum", ""))
    if not words:
        return reports.with_words().page(before=before, after=after, size=SIZE)
    return _ranked_page(list(reports.ranked(words).values_list("pk", flat=True)), before, after)


def _ranked_page(ranked: list[int], before: int | None, after: int | None) -> Page:
    """A page of the thousand that fit best; it begins where the report stands that the address names."""
    start = ranked.index(before) + 1 if before in ranked else 0
    if after in ranked:
        start = max(ranked.index(after) - SIZE, 0)
    chosen = ranked[start : start + SIZE]
    known = Report.objects.filter(pk__in=chosen).with_words().in_bulk()
    reports = [known[pk] for pk in chosen if pk in known]
    more = len(ranked) > start + SIZE
    return Page(reports, chosen[0] if start and chosen else None, chosen[-1] if more else None)


def _address(address: QueryDict, name: str, pk: int | None) -> str:
    if pk is None:
        return ""
    address = address.copy()
    address[name] = str(pk)
    return f"?{address.urlencode()}"


# --- saved filters -------------------------------------------------------------------------------------------------


@require_POST
@desk.for_roles(desk.WITH_REPORTS)
def save(request: HttpRequest, *, by: Actor, at: datetime) -> HttpResponse:
    """Give the search on the screen a name; the same name again takes the place of the older one."""
    query = OfficerFilters(QueryDict(request.POST.get("query", "")[:4000]), at=at).address().urlencode()
    form = NameForm(request.POST)
    mine = SavedFilter.objects.filter(owner=user_of(request))
    if not query:
        form.add_error(None, _("Cari atau saring dulu, lalu simpan."))
    elif form.is_valid() and mine.count() >= MOST_SAVED and not mine.filter(name=form.cleaned_data["name"]).exists():
        form.add_error("name", _("Sudah ada %d saringan. Hapus satu dulu.") % MOST_SAVED)
    if not form.is_valid():
        return _saved_page(request, adding=form, query=query, status=422)
    SavedFilter.objects.update_or_create(
        owner=user_of(request), name=form.cleaned_data["name"], defaults={"query": query}
    )
    messages.success(request, _("Saringan “%s” tersimpan.") % form.cleaned_data["name"])
    return redirect(f"{reverse('workspace:search')}?{query}")


@require_safe
@never_cache
@desk.for_roles(desk.WITH_REPORTS)
def saved(request: HttpRequest, *, by: Actor, at: datetime) -> HttpResponse:
    """All named filters, to rename and delete them."""
    return _saved_page(request)


@require_POST
@desk.for_roles(desk.WITH_REPORTS)
def rename(request: HttpRequest, pk: int, *, by: Actor, at: datetime) -> HttpResponse:
    found = _mine(request, pk)
    form = NameForm(request.POST, auto_id=f"rename_{pk}_%s")
    if form.is_valid() and _taken(request, form.cleaned_data["name"], pk):
        form.add_error("name", _("Nama ini sudah Anda pakai."))
    if not form.is_valid():
        return _saved_page(request, renaming={pk: form}, status=422)
    found.name = form.cleaned_data["name"]
    found.save(update_fields=["name"])
    messages.success(request, _("Nama saringan diganti."))
    return redirect("workspace:saved")


@require_POST
@desk.for_roles(desk.WITH_REPORTS)
def delete(request: HttpRequest, pk: int, *, by: Actor, at: datetime) -> HttpResponse:
    """A filter is made again in seconds, so nobody is asked whether they are sure."""
    found = _mine(request, pk)
    found.delete()
    messages.success(request, _("Saringan “%s” dihapus.") % found.name)
    return redirect("workspace:saved")


def _mine(request: HttpRequest, pk: int) -> SavedFilter:
    found = SavedFilter.objects.filter(owner=user_of(request), pk=pk).first()
    if found is None:
        raise Http404
    return found


def _taken(request: HttpRequest, name: str, pk: int) -> bool:
    return SavedFilter.objects.filter(owner=user_of(request), name=name).exclude(pk=pk).exists()


def _saved_page(request: HttpRequest, *, status: int = 200, renaming: Any = None, **context) -> HttpResponse:
    mine = SavedFilter.objects.filter(owner=user_of(request))
    known = renaming or {}
    forms_of = [
        (each, known.get(each.pk) or NameForm(initial={"name": each.name}, auto_id=f"rename_{each.pk}_%s"))
        for each in mine
    ]
    return render(request, "workspace/saved.html", {"saved": forms_of, **context}, status=status)
