"""Search and filters of a list of reports, as a form in the address: what can't be understood is said and left out.

Each door adds the questions that only its readers ask.
"""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from lapor.agencies import topics
from lapor.agencies.models import Unit
from lapor.agencies.topics import Topic
from lapor.core.queries import one
from lapor.regions.models import Region
from lapor.reports.lifecycle import ReportClass
from lapor.reports.querysets import ReportQuerySet
from lapor.ui.forms import Choices, LongSelect

TYPED = 300  # of each value in the address, so much is looked at
FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2999, 12, 31)
DAY = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})


class NameField(forms.CharField):
    """Somebody or something by its name as people type it, or by its code as our own links have it."""

    at: datetime  # the moment whose names count; the form knows it

    def __init__(self, *, find: Callable[[str, datetime], Any], unknown: Any, **options):
        super().__init__(max_length=200, required=False, **options)
        self.find, self.unknown, self.found = find, unknown, None

    def clean(self, value: str) -> Any:
        typed = super().clean(value)
        if not typed:
            return None
        self.found = self.find(typed, self.at)
        if self.found is None:
            raise forms.ValidationError(self.unknown)
        return self.found

    def prepare_value(self, value: str) -> str:
        return str(self.found) if self.found is not None else value


def _unit(typed: str, at: datetime) -> Unit | None:
    units = Unit.objects.select_related("agency")
    return one(units.filter(code=typed)) or next(iter(units.search(typed, at, limit=1)), None)


def _region(typed: str, at: datetime) -> Region | None:
    found = one(Region.objects.filter(code=typed))
    return found or next(iter(Region.objects.search(typed, at=at, limit=1)), None)


class DayField(forms.DateField):
    """A day that lies in the time of calendars; what is far outside can't be counted with."""

    def __init__(self, **options):
        limits = [MinValueValidator(FIRST_DAY), MaxValueValidator(LAST_DAY)]
        super().__init__(required=False, widget=DAY, validators=limits, **options)
        self.error_messages["invalid"] = _("Tanggal ini tidak kami kenali, jadi belum dipakai.")


class Filters(forms.Form):
    """What every list of reports can be asked."""

    q = forms.CharField(
        label=_("Cari laporan"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off", "enterkeyhint": "search"}),
    )
    wilayah = NameField(
        label=_("Wilayah"),
        help_text=_("Desa, kecamatan, kota, atau provinsi."),
        find=_region,
        unknown=_("Wilayah ini tidak kami temukan, jadi belum dipakai. Coba nama lain."),
    )
    instansi = NameField(
        label=_("Instansi"),
        help_text=_("Misalnya: dinas pu kutai timur."),
        find=_unit,
        unknown=_("Instansi ini tidak kami temukan, jadi belum dipakai. Coba nama lain."),
    )
    topik = forms.CharField(label=_("Topik"), required=False, max_length=60, widget=LongSelect)
    kelas = forms.ChoiceField(
        label=_("Jenis"),
        required=False,
        choices=[("", _("Semua jenis")), *ReportClass.choices],
        error_messages={"invalid_choice": _("Jenis ini tidak ada, jadi belum dipakai.")},
    )
    dari = DayField(label=_("Dikirim sejak"))
    sampai = DayField(label=_("Dikirim sampai"))

    fields: dict[str, Any]
    data: QueryDict
    not_filters = frozenset({"q", "__all__"})

    def __init__(self, asked: QueryDict, *, at: datetime):
        data = QueryDict(mutable=True)
        for name in self.base_fields.keys() & asked.keys():
            # What is much too long is still told to be too long, but isn't sent back in full.
            data.setlist(name, [typed.replace("\0", "")[:TYPED] for typed in asked.getlist(name)[:TYPED]])
        super().__init__(data)
        self.at = self.fields["wilayah"].at = self.fields["instansi"].at = at
        self.topics = topics.all_topics(at)
        self.fields["topik"].widget.offers = self._topics_offered

    def clean_topik(self) -> str:
        code = self.cleaned_data["topik"]
        if code and not self._with_sub_topics(code):
            raise forms.ValidationError(_("Topik ini tidak ada, jadi belum dipakai."))
        return code

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("dari") and said.get("sampai") and said["dari"] > said["sampai"]:
            self.add_error("sampai", _("Tanggal ini lebih awal dari tanggal “sejak”, jadi belum dipakai."))
        return said

    @property
    def used(self) -> dict[str, Any]:
        """What was understood, without what is empty."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}

    @property
    def words(self) -> str:
        return self.used.get("q", "").strip()

    @property
    def active(self) -> int:
        """How many filters are set beside the words searched for, or were tried to be."""
        return len((self.used.keys() | self.errors.keys()) - self.not_filters)

    @property
    def set(self) -> str:
        """All that the fields below the search show: while it stays the same they needn't be written again."""
        asked = self.address()
        asked.pop("q", None)
        return f"{type(self).__name__}?{asked.urlencode()}"

    def address(self) -> QueryDict:
        """The same question in its one written form: codes for names, nothing empty."""
        query = QueryDict(mutable=True)
        for name in self.fields:
            if name in self.errors:
                query.setlist(name, self.data.getlist(name))
            elif isinstance(value := self.used.get(name), list):
                query.setlist(name, value)
            elif value:
                query[name] = getattr(value, "code", value)
        return query

    def apply(self, reports: ReportQuerySet) -> ReportQuerySet:
        """Those of the reports that the filters (not the words) let through."""
        used = self.used
        if region := used.get("wilayah"):
            reports = reports.filter(region__in=Region.objects.within(region).values("pk"))
        if unit := used.get("instansi"):
            reports = reports.filter(agency=unit.root_id)
            if unit.parent_id:
                reports = reports.filter(holder__in=Unit.objects.under(unit).values("pk"))
        if topic := used.get("topik"):
            reports = reports.filter(category__in=self._with_sub_topics(topic))
        if report_class := used.get("kelas"):
            reports = reports.filter(report_class=report_class)
        if since := used.get("dari"):
            reports = reports.filter(submitted_at__gte=_midnight(since))
        if until := used.get("sampai"):
            reports = reports.filter(submitted_at__lt=_midnight(until + timedelta(days=1)))
        return reports

    def _with_sub_topics(self, code: str) -> list[int]:
        for topic in self.topics:
            if topic.code == code:
                return [topic.pk, *(each.pk for each in topic.below)]
        return [each.pk for topic in self.topics for each in topic.below if each.code == code]

    def _topics_offered(self) -> Choices:
        return (("", gettext("Semua topik")), *map(_offered, self.topics))


def _offered(topic: Topic) -> tuple:
    if not topic.below:
        return topic.code, topic.label
    whole = (topic.code, gettext("%s: semua") % topic.label)
    return topic.label, (whole, *((each.code, each.label) for each in topic.below))


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
