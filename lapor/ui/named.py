"""Things chosen by their name: typed, then picked from what may be meant; with a script as one types (names.js)."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

NOT_LISTED = "-"  # "none of these": the choice that lets a name go that we don't know


class Words(forms.CharField):
    """A text that somebody tells: any length may be typed, and what is too long is told instead of cut."""

    def __init__(self, *, max_length: int, **options: Any):
        super().__init__(max_length=max_length, **options)
        self.error_messages |= {
            "max_length": _too_long,
            "null_characters_not_allowed": gettext_lazy("Ada karakter yang tidak bisa kami baca. Mohon ketik ulang."),
        }
        self.widget.attrs.pop("maxlength", None)


_too_long = gettext_lazy(
    "Tulisan ini %(show_value)d huruf. Paling banyak %(limit_value)d. Mohon dipersingkat; yang lain bisa dalam berkas."
)


class NamedForm(forms.Form):
    """A form with names to choose by. `offers` holds, after validation, what may be meant by a text.

    `looked_up` is the text whose names were asked for when the form isn't to be sent yet.
    """

    def __init__(self, *args: Any, looked_up: str = "", **options: Any):
        super().__init__(*args, **options)
        self.looked_up = looked_up
        self.offers: dict[str, list] = {}

    def only_about(self, name: str) -> None:
        """Keep back what is wrong elsewhere: the form was sent to look up a name, not to be taken."""
        for other in self.errors.keys() - {name, "files"}:
            del self.errors[other]

    def choose(self, text: str, chosen: str, by_code: Callable, by_name: Callable) -> None:
        """Turn a typed name and a chosen code into the thing itself; where the name is not enough, offer what may be
        meant."""
        typed, code = self.cleaned_data.get(text, ""), self.cleaned_data.get(chosen, "")
        if self.errors.pop(chosen, None):
            self.add_error(text, _unknown_code)
        self.cleaned_data[chosen] = None
        if text == self.looked_up:
            code = ""  # what was chosen before is what they want to change
        if code and code != NOT_LISTED:
            self.cleaned_data[chosen] = by_code(code)
            if self.cleaned_data[chosen] is None:
                self.add_error(text, _unknown_code)
        elif typed and not code:
            found = by_name(typed)
            if len(found) == 1 and text != self.looked_up:
                self.cleaned_data[chosen] = found[0]
            else:
                self.offers[text] = found
                self.add_error(text, _choose_one if found else _unknown_name)


_unknown_code = gettext_lazy("Pilihan ini tidak kami kenali. Ketik namanya, lalu pilih dari daftar.")
_choose_one = gettext_lazy("Pilih yang Anda maksud di bawah ini.")
_unknown_name = gettext_lazy("Nama ini tidak kami temukan. Periksa ejaannya, atau kirim lagi tanpa memilih.")
