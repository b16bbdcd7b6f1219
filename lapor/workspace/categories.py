"""Topics that reports are about: adding, renaming and closing those of the second level."""

from datetime import datetime

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from lapor.agencies import categories
from lapor.agencies.models import Category
from lapor.core.errors import NotFound, Refused
from lapor.reports.actors import Actor
from lapor.ui.forms import refuse
from lapor.workspace import desk

FORM = ["GET", "HEAD", "POST"]


class CategoryForm(forms.Form):
    name = forms.CharField(label=gettext_lazy("Nama"), max_length=120)
    name_en = forms.CharField(label=gettext_lazy("Nama dalam bahasa Inggris"), max_length=120)


@require_safe
@never_cache
@desk.for_roles(desk.NATIONAL)
def index(request: HttpRequest, *, by: Actor, at: datetime) -> HttpResponse:
    """All topics with their sub-topics; closed ones stand at the end, because reports still have them."""
    known = Category.objects.filter(owner=None)
    now_open = set(known.current(at).values_list("pk", flat=True))
    tree = known.order_by("position", "name").tree()
    open_topics = [
        (topic, [each for each in below if each.pk in now_open]) for topic, below in tree if topic.pk in now_open
    ]
    closed = [each for topic, below in tree for each in (topic, *below) if each.pk not in now_open]
    return render(request, "workspace/categories.html", {"topics": open_topics, "closed": closed})


@require_http_methods(FORM)
@never_cache
@desk.for_roles(desk.NATIONAL)
def add(request: HttpRequest, pk: int, *, by: Actor, at: datetime) -> HttpResponse:
    """A new sub-topic under this topic."""
    topic = _find(pk)
    return _form(request, topic, lambda said: categories.add(**said, under=topic, at=at), is_new=True)


@require_http_methods(FORM)
@never_cache
@desk.for_roles(desk.NATIONAL)
def rename(request: HttpRequest, pk: int, *, by: Actor, at: datetime) -> HttpResponse:
    """Better words for the same sub-topic."""
    known = _find(pk)
    return _form(request, known, lambda said: categories.rename(known, **said, at=at), is_new=False)


@require_http_methods(FORM)
@never_cache
@desk.for_roles(desk.NATIONAL)
def close(request: HttpRequest, pk: int, *, by: Actor, at: datetime) -> HttpResponse:
    """Ask once, then close it for new reports."""
    known = _find(pk)
    if request.method != "POST":
        return render(request, "workspace/category_close.html", {"category": known})
    categories.close(known, at=at)
    messages.success(request, _("Topik “%s” ditutup.") % known.name)
    return redirect("workspace:categories")


def _form(request: HttpRequest, category: Category, change, *, is_new: bool) -> HttpResponse:
    initial = None if is_new else {"name": category.name, "name_en": category.name_en}
    form = CategoryForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_valid():
        try:
            change(form.cleaned_data)
        except Refused as refused:
            refuse(form, refused)
        else:
            messages.success(request, _("Topik “%s” tersimpan.") % form.cleaned_data["name"])
            return redirect("workspace:categories")
    context = {"form": form, "category": category, "is_new": is_new}
    return render(request, "workspace/category_form.html", context, status=422 if form.is_bound else 200)


def _find(pk: int) -> Category:
    found = Category.objects.select_related("parent").filter(pk=pk, owner=None).first()
    if found is None:
        raise NotFound(pk)
    return found
