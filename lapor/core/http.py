"""What every door says when a step says no: "no such thing" is a 404, a refusal is its own sentence."""

from collections.abc import Callable
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from lapor.core.errors import NotFound, Refused


class AnswerMiddleware:
    """Turns what a view let through into a page for people; views show a refusal beside its field where they can."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, NotFound):
            raise Http404
        if isinstance(exception, Refused):
            said = {"sentence": exception.sentence, "code": exception.code}
            return render(request, "ui/refused.html", said, status=409)
        return None


class SizeMiddleware:
    """Refuses a request that is larger than the largest form before any of it is read."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        size = request.META.get("CONTENT_LENGTH") or "0"
        if size.isdigit() and int(size) > settings.REQUEST_MAX_SIZE:
            sentence = _("Kiriman ini terlalu besar. Paling banyak 5 berkas, masing-masing 10 MB.")
            return render(request, "ui/refused.html", {"sentence": sentence}, status=413)
        return self.get_response(request)


def command_of(request: HttpRequest) -> UUID | None:
    """The id of this click, from the form's hidden field; None where it is missing or not one of ours."""
    try:
        return UUID(request.POST.get("command", ""))
    except ValueError:
        return None


def read_id(text: str) -> int | None:
    """A row's id in an address, as our own links have it; None for anything else, also for what no id can be."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None


def read_words(request: HttpRequest, name: str) -> str:
    """What was typed into a search on the page; cut where no name is longer, without what no database keeps."""
    return " ".join(request.GET.get(name, "").replace("\0", "").split())[:100]


def seen_of(request: HttpRequest) -> int | None:
    """The newest event on the page that this form was on."""
    seen = request.POST.get("seen", "")
    return int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 10 else None
