"""What every form of an officer is made of: one action of the life cycle, and the fields that several share."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, ClassVar, cast

from django import forms
from django.db.models import Q
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from lapor.agencies import topics
from lapor.agencies.models import Category, Unit, UnitQuerySet
from lapor.reports import attachments
from lapor.reports.actors import Actor
from lapor.reports.lifecycle import Action
from lapor.reports.models import Attachment, Report
from lapor.ui.files import FilesField
from lapor.ui.forms import Choices, LongSelect

MOST_FOUND, MOST_TYPED = 20, 200


class StepForm(forms.Form):
    """One action on one report: its fields, its words, and the step that it takes.

    The life-cycle table says who may take `action` and when; `fits` adds what depends on more than the table.
    """

    fields: dict[str, Any]
    initial: dict[str, Any]
    do_not_call_in_templates = True  # a page asks the class for its words
    action: ClassVar[Action]
    slug: ClassVar[str]  # its address
    label: ClassVar[Any]  # on the button that opens it and on the one that sends it
    says: ClassVar[Any] = ""  # what happens then, in a sentence
    done: ClassVar[Any]  # said when it is done
    icon: ClassVar[str] = "arrow"
    is_grave: ClassVar[bool] = False  # can't be undone
    at_once: ClassVar[bool] = False  # nothing to fill in: the button does it
    key: ClassVar[str] = ""  # on the keyboard
    targets: ClassVar[Callable[..., UnitQuerySet] | None] = None  # among which units it chooses
    template_name_of_page: ClassVar[str] = "workspace/actions/form.html"

    def __init__(self, *args, report: Report, by: Actor, at: datetime, **kwargs):
        super().__init__(*args, **kwargs)
        self.report, self.by, self.at = report, by, at

    @classmethod
    def fits(cls, report: Report, *, by: Actor) -> bool:
        return True

    def take(self, *, by: Actor, at: datetime) -> object:
        """Take the step with what was filled in. Raises what the step raises."""
        raise NotImplementedError


def long_text(
    label: Any, help_text: Any = "", *, required: bool = True, rows: int = 5, most: int = 5000
) -> forms.CharField:
    return forms.CharField(
        label=label, help_text=help_text, required=required, max_length=most, widget=forms.Textarea({"rows": rows})
    )


def reason(help_text: Any = "") -> forms.CharField:
    """Why an officer does it: every grave action asks for it under the same name."""
    return long_text(_("Alasan"), help_text, rows=3)


def files_field() -> FilesField:
    return FilesField(label=_("Foto atau dokumen"), help_text=_("Sampai 5 berkas, masing-masing paling besar 10 MB."))


class CategoryField(forms.ModelChoiceField):
    """A topic that is open today, under its heading."""

    widget = LongSelect

    def __init__(self):
        closed = _("Topik ini sudah ditutup. Pilih topik lain.")
        super().__init__(Category.objects.none(), label=_("Topik"), error_messages={"invalid_choice": closed})

    def offer(self, agency: Unit, at: datetime) -> None:
        self.queryset = Category.objects.current(at).usable_by(agency).select_related("parent")
        self.widget.offers = lambda: (
            ("", gettext("Pilih topik")),
            *(
                (topic.label, ((topic.pk, topic.label), *((each.pk, f"– {each.label}") for each in topic.below)))
                for topic in topics.open_topics(at, agency=agency)
            ),
        )


class UnitSelect(LongSelect):
    """A list of units; without a script, words and a button beside it bring others into it."""

    words, found_none = "", False

    def render(self, name, value, attrs=None, renderer=None) -> SafeString:
        context = {"name": name, "id": (attrs or {}).get("id"), "words": self.words, "found_none": self.found_none}
        search = render_to_string("workspace/actions/units.html", context)
        return format_html("{}{}", super().render(name, value, attrs, renderer), search)


class UnitField(forms.ModelChoiceField):
    """A unit among those that the officer may choose.

    The list holds the units of the report's agency and all whole agencies; typing (report-form.js) finds any other.
    """

    widget = UnitSelect

    def __init__(self, label: Any, *, required: bool = True, help_text: Any = ""):
        gone = _("Unit ini tidak ada dalam pilihan Anda. Pilih unit lain.")
        super().__init__(
            Unit.objects.none(), label=label, required=required, help_text=help_text,
            error_messages={"invalid_choice": gone, "required": _("Pilih unitnya.")},
        )  # fmt: skip

    def offer(
        self,
        targets: UnitQuerySet,
        report: Report,
        *,
        chosen: int | None,
        search_url: str,
        found: list[Unit],
        held: Sequence[int],
    ) -> None:
        """Fill the list; `found` are units that were searched for by name and come first, then who `held` it before."""
        self.queryset = targets.select_related("agency__coordinator")
        self.widget.attrs |= {
            "data-units": search_url,
            "data-words": _("Ketik nama unit untuk mencari"),
            "data-found": _("{n} unit ditemukan"),
        }
        self.widget.offers = lambda: _offered(targets, report, chosen, found, held)


def _offered(
    targets: UnitQuerySet, report: Report, chosen: int | None, found: list[Unit], held: Sequence[int]
) -> Choices:
    own: list[tuple[int, str]] = []
    others: list[tuple[int, str]] = []
    listed = Q(agency__isnull=True) | Q(agency=report.agency_id) | Q(pk=chosen)
    first = {unit.pk for unit in found}
    before = targets.select_related("agency").in_bulk(set(held) - first) if held else {}
    had = [before[pk] for pk in held if pk in before]
    known = targets.filter(listed).exclude(pk__in=first | before.keys()).order_by("path")
    for pk, agency, name in known.values_list("pk", "agency", "name"):
        (own if (agency or pk) == report.agency_id else others).append((pk, name))
    groups = (
        (gettext("Ditemukan"), [(unit.pk, unit_name(unit)) for unit in found]),
        (gettext("Pernah memegang laporan ini"), [(unit.pk, unit_name(unit)) for unit in had]),
        (report.agency.name, own),
        (gettext("Instansi lain"), sorted(others, key=lambda choice: choice[1])),
    )
    return (("", gettext("Pilih unit")), *((name, tuple(choices)) for name, choices in groups if choices))


def unit_choices(
    form: forms.BaseForm,
    targets: UnitQuerySet,
    report: Report,
    *,
    slug: str,
    at: datetime,
    names: tuple[str, ...],
    held: Sequence[int] = (),
) -> None:
    """Give these fields of the form what the officer may choose, and the address where typing finds more."""
    for name in names:
        chosen, words = str(form[name].value()), form.data.get(f"cari_{name}", "").replace("\0", "")[:MOST_TYPED]
        field = cast(UnitField, form.fields[name])
        found = targets.search(words, at, limit=MOST_FOUND)
        field.widget.words, field.widget.found_none = words, bool(words and not found)
        field.offer(
            targets,
            report,
            chosen=int(chosen) if chosen.isascii() and chosen.isdecimal() and len(chosen) < 18 else None,
            search_url=reverse("workspace:units", args=[report.number, slug]),
            found=found,
            held=held,
        )


def looks_for_units(form: forms.BaseForm) -> bool:
    """Was the form sent only to bring more units into its list? Then nothing in it is wrong yet."""
    if "find" not in form.data:
        return False
    form.errors.clear()
    return True


def unit_name(unit: Unit) -> str:
    """With the agency that tells two units of one name apart."""
    return unit.name if unit.agency is None else f"{unit.name} – {unit.agency.name}"


def unit_options(units: list[Unit]) -> SafeString:
    """Options of a select."""
    return format_html_join("", '<option value="{}">{}</option>', ((unit.pk, unit_name(unit)) for unit in units))


class PublicFilesField(forms.ModelMultipleChoiceField):
    """Which of the reporter's files everybody may see, chosen by looking at them."""

    def __init__(self):
        super().__init__(
            Attachment.objects.none(), required=False, label=_("Berkas yang boleh dilihat semua orang"),
            widget=forms.CheckboxSelectMultiple,
            help_text=_("Centang hanya yang tidak memperlihatkan wajah, pelat nomor, atau dokumen pribadi."),
        )  # fmt: skip

    def offer(self, report: Report) -> None:
        self.queryset = attachments.of_reporter(report)
        self.report = report

    def label_from_instance(self, attachment: Attachment) -> str:
        name = attachments.name(attachment, self.report)
        if not attachment.thumbnail:
            return name
        address = reverse("workspace:file", args=[self.report.number, attachment.token])
        return format_html('<img class="preview" src="{}?kecil=1" alt="" loading="lazy"> {}', address, name)
