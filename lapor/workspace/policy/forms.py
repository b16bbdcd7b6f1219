"""The forms of the policy: by which ways somebody is told, and in which words."""

from typing import Any, cast

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from lapor.notifications import editing
from lapor.notifications.models import Rule, Way, Wording, Words
from lapor.notifications.occasions import Audience, Occasion
from lapor.workspace.forms import long_text

WAYS = {
    Way.EMAIL: _("Surel"),
    Way.SMS: _("SMS"),
    Way.PUSH: _("Layar ponsel atau komputer"),
    Way.CHAT: _("WhatsApp atau Telegram"),
    Way.WEBHOOK: _("Webhook aplikasi mitra"),
}


class LineForm(forms.Form):
    """One line of the policy: switched on, and by which ways."""

    fields: dict[str, Any]
    is_on = forms.BooleanField(label=_("Beri tahu"), required=False)
    ways = forms.MultipleChoiceField(
        label=_("Dengan cara"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("Dipakai yang dimiliki dan dipilih orangnya. Lonceng di aplikasi selalu berbunyi."),
        error_messages={"invalid_choice": _("Pilih cara memberi tahu dari daftar ini.")},
    )  # fmt: skip
    in_digest = forms.BooleanField(
        label=_("Tunggu ringkasan harian"), required=False,
        help_text=_("Tidak dikirim seketika, melainkan bersama yang lain dalam satu surel sehari."),
    )  # fmt: skip

    def __init__(self, *args, rule: Rule, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial = {"is_on": rule.is_on, "ways": rule.ways, "in_digest": rule.in_digest}
        self.fields["ways"].choices = [(way.value, WAYS[way]) for way in editing.ways_of(rule.audience)]
        if rule.audience in editing.READ_NO_DIGEST:
            del self.fields["in_digest"]


class WordingForm(forms.Form):
    """What is said on one line in one language; `seen` is the version that it started from."""

    subject = forms.CharField(label=_("Subjek surel"), max_length=editing.MOST["subject"])
    text = long_text(_("Isi surel"), rows=12, most=editing.MOST["text"])
    short = long_text(
        _("SMS dan pemberitahuan"),
        _("Satu SMS berisi 160 huruf. Tautan ke laporan ditambahkan sendiri bila muat."),
        rows=3,
        most=editing.MOST["short"],
    )
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0, required=False)

    def __init__(self, *args, occasion: Occasion, audience: Audience, language: str, now: Wording, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial = vars(now.words) | {"seen": now.version}
        self.line = occasion, audience, language

    def look_at(self, now: Wording) -> None:
        """The next try says that this version was seen; what was typed stays."""
        typed = cast(QueryDict, self.data).copy()
        typed["seen"] = str(now.version)
        self.data = typed

    def words(self) -> Words:
        """As typed, where it could be read."""
        return Words(*(self.cleaned_data.get(name, "") for name in ("subject", "text", "short")))

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        for refused in editing.faults(*self.line, self.words()):
            if refused.field not in self.errors:
                self.add_error(refused.field, forms.ValidationError(refused.sentence, code=refused.code))
        return said
