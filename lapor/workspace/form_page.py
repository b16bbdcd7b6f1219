"""A page that asks one thing: shown, shown again with what is wrong, or carried out in its one durable transaction."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render

from lapor.core.errors import Refused
from lapor.ui.forms import refuse

FORM = ["GET", "HEAD", "POST"]


@dataclass(frozen=True, kw_only=True)
class Asked:
    """The words around a form; `back` is where both the answer and "never mind" lead."""

    heading: str
    send: str
    back: str
    lead: tuple[str, ...] = ()  # what happens then, a paragraph each
    is_grave: bool = False  # can't be undone
    warning: str = ""  # why it can't be done now


def answer(
    request: HttpRequest, form: forms.BaseForm, asked: Asked, step: Callable[[dict[str, Any]], Any], *, done: str
) -> HttpResponse:
    """The page, or on success the way back with `done`; a step that returns a response answers by itself."""
    if form.is_valid():
        try:
            with transaction.atomic(durable=True):
                result = step(form.cleaned_data)
        except Refused as refused:
            refuse(form, refused)
        else:
            if isinstance(result, HttpResponse):
                return result
            messages.success(request, done)
            return redirect(asked.back)
    return render(request, "workspace/asked.html", {"form": form, "asked": asked}, status=422 if form.is_bound else 200)


def posted(request: HttpRequest) -> QueryDict | None:
    """What was sent, also when it is nothing; None while the page is only looked at."""
    return request.POST if request.method == "POST" else None


def date_field(label: Any, help_text: Any = "", *, required: bool = True) -> forms.DateField:
    widget = forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, help_text=help_text, required=required, widget=widget)
