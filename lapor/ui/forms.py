"""How forms look and say no: `{{ form.title.as_field_group }}` gives label, hint, error and widget."""

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from django.core.exceptions import ValidationError
from django.forms import BaseForm, BoundField, FileInput, Select, Textarea, Widget
from django.forms import EmailField as DjangoEmailField
from django.forms.renderers import TemplatesSetting
from django.forms.utils import flatatt
from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _

from lapor.core.errors import Refused


def refuse(form: BaseForm, refused: Refused) -> None:
    """Say a refusal beside its field, or above the form where it has none there."""
    field = refused.field if refused.field in form.fields else None
    form.add_error(field, ValidationError(refused.sentence, code=refused.code))


class Field(BoundField):
    """A field that knows which of our shapes it takes."""

    @property
    def shape(self) -> str:
        """`choices` (radios, check boxes), `tick` (one check box), `file` or `text`: the part of field.html to use."""
        if self.use_fieldset:
            return "choices"
        if isinstance(self.field.widget, FileInput):
            return "file"
        return "tick" if self.widget_type == "checkbox" else "text"

    @property
    def max_characters(self) -> int | None:
        """How long a long text may be; None where the reader needs no counter."""
        if isinstance(self.field.widget, Textarea):
            return getattr(self.field, "max_length", None)
        return None

    @property
    def aria_describedby(self) -> str | None:
        described = super().aria_describedby
        if described is None or not (self.max_characters and self.auto_id):
            return described
        return f"{described} {self.auto_id}_counter".strip()

    def value(self) -> Any:
        """What is shown again of what was typed; a page with a NUL in it could not be read."""
        value = super().value()
        return value.replace("\0", "") if isinstance(value, str) else value

    def build_widget_attrs(self, attrs: dict[str, Any], widget: Widget | None = None) -> dict[str, Any]:
        attrs = super().build_widget_attrs(attrs, widget)
        if self.max_characters:
            # The browser would cut a pasted text without a word; the counter and the form say it instead.
            attrs |= {"maxlength": False, "data-max": str(self.max_characters)}
        # The browser's own bubbles speak the browser's language and hide the other errors; ours are in the page.
        if attrs.pop("required", False) and self.shape not in ("choices", "file"):
            attrs["aria-required"] = "true"
        return attrs


class EmailField(DjangoEmailField):
    """Says "surel" where it refuses: Django's own Indonesian says "email"."""

    default_error_messages = {"invalid": _("Alamat surel ini tampaknya keliru.")}  # noqa: RUF012


# A choice, or a heading with its choices.
type Choice = tuple[Any, str]
type Choices = tuple[Choice | tuple[str, tuple[Choice, ...]], ...]


class LongSelect(Select):
    """A select of hundreds of choices, written in one go: Django's own renders two templates for each of them.

    `offers` gives the choices when the page is made, not when the form is.
    """

    offers: Callable[[], Choices] = tuple

    def render(self, name, value, attrs=None, renderer=None) -> SafeString:
        written = _options(self.offers())
        if value not in (None, ""):
            mark = f'value="{escape(value)}"'
            written = mark_safe(written.replace(mark, f"{mark} selected", 1))  # noqa: S308  # both parts are escaped
        return format_html(
            "<select{}>{}</select>", flatatt(self.build_attrs({"name": name, **self.attrs}, attrs)), written
        )


@lru_cache(maxsize=256)
def _options(choices: Choices) -> SafeString:
    return format_html_join("", "{}", ((_option(value, label),) for value, label in choices))


def _option(value: Any, label: str | tuple[Choice, ...]) -> SafeString:
    if isinstance(label, tuple):
        return format_html('<optgroup label="{}">{}</optgroup>', value, _options(label))
    return format_html('<option value="{}">{}</option>', value, label)


class Renderer(TemplatesSetting):
    """Forms look the same everywhere: templates of this room, found like all others."""

    field_template_name = "ui/components/field.html"
    bound_field_class = Field
