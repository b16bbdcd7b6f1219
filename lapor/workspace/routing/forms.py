"""What a routing rule asks for and where it leads, as a form."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext, gettext_lazy
from django.utils.translation import gettext_lazy as _

from lapor.agencies import routing_rules, topics
from lapor.agencies.models import Category, RoutingRule, Unit
from lapor.agencies.routing_rules import Wanted
from lapor.regions.models import Region
from lapor.ui.forms import LongSelect

MOST_OFFERS = 8


class RuleForm(forms.Form):
    """A rule of the nation (`agency_id` None) or of an agency; where a typed place is not clear, it is chosen."""

    fields: dict[str, Any]
    category = forms.ModelChoiceField(
        Category.objects.none(), label=_("Topik"), required=False, widget=LongSelect,
        help_text=_("Topik utama berlaku juga untuk semua topik di bawahnya."),
    )  # fmt: skip
    place = forms.CharField(
        label=_("Wilayah"), required=False, max_length=200,
        help_text=_("Nama provinsi, kabupaten, kota, kecamatan, atau desa. Berlaku juga untuk semua di bawahnya."),
    )  # fmt: skip
    region = forms.ChoiceField(label=_("Wilayah mana yang Anda maksud?"), required=False, widget=forms.RadioSelect)
    keyword = forms.CharField(
        label=_("Kata kunci"), required=False, max_length=100,
        help_text=_("Salah satunya harus ada di judul atau isi laporan. Pisahkan dengan koma: lubang, aspal rusak."),
    )  # fmt: skip
    target = forms.ModelChoiceField(
        Unit.objects.none(), label=_("Teruskan ke"), widget=LongSelect,
        error_messages={
            "required": _("Pilih tujuannya."), "invalid_choice": _("Tujuan ini tidak ada dalam pilihan Anda."),
        },
    )  # fmt: skip

    def __init__(self, *args, agency_id: int | None, at: datetime, **kwargs):
        super().__init__(*args, **kwargs)
        self.at = at
        self._offer(agency_id)
        self.found = self._regions()
        if len(self.found) > 1:
            self.fields["region"].choices = [(region.code, region.path_name) for region in self.found]
        else:
            del self.fields["region"]

    @classmethod
    def of(cls, rule: RoutingRule, *args, at: datetime) -> "RuleForm":
        """The form of a rule that is there."""
        initial = {
            "category": rule.category_id, "place": rule.region.path_name if rule.region else "",
            "keyword": rule.keyword, "target": rule.target_id,
        }  # fmt: skip
        return cls(*args, agency_id=rule.agency_id, at=at, initial=initial)

    def wanted(self) -> Wanted:
        said = self.cleaned_data
        return Wanted(said["target"], said["place"], said["category"], said["keyword"])

    def _offer(self, agency_id: int | None) -> None:
        self.fields["category"].queryset = routing_rules.topics(agency_id, self.at)
        agency = Unit.objects.get(pk=agency_id) if agency_id else None
        self.fields["category"].widget.offers = lambda: (
            ("", gettext("Semua topik")),
            *(
                (topic.label, ((topic.pk, topic.label), *((each.pk, f"– {each.label}") for each in topic.below)))
                for topic in topics.open_topics(self.at, agency=agency)
            ),
        )
        targets = routing_rules.targets(agency_id, self.at)
        self.fields["target"].queryset = targets
        units = targets.order_by("path" if agency_id else "name").values_list("pk", "name")
        self.fields["target"].widget.offers = lambda: (("", gettext("Pilih tujuan")), *units)

    def _regions(self) -> list[Region]:
        """The regions that the typed name may mean: one where it is clear."""
        typed = " ".join(self.data.get("place", "").replace("\0", "").split()) if self.is_bound else ""
        if not typed:
            return []
        known = Region.objects.valid(at=self.at)
        found = list(known.filter(code=typed)) or Region.objects.search(typed, at=self.at, limit=MOST_OFFERS)
        same = [region for region in found if typed.casefold() == region.path_name.casefold()]
        chosen = [region for region in found if region.code == self.data.get("region")]
        return chosen or same or found

    def clean_place(self) -> Region | None:
        if not self.cleaned_data["place"]:
            return None
        if not self.found:
            raise forms.ValidationError(_("Wilayah ini tidak kami temukan. Periksa ejaannya."))
        if len(self.found) > 1:
            self.add_error("region", gettext_lazy("Ada beberapa wilayah dengan nama itu. Pilih salah satu."))
        return self.found[0]
