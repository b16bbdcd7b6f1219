"""How forms look and say no: `{{ form.title.as_field_group }}` gives label, hint, error and widget."""

from typing import Any

from django.core.exceptions import ValidationError
from django.forms import BaseForm, BoundField, Textarea, Widget
from django.forms.renderers import TemplatesSetting

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
        return {"checkbox": "tick", "file": "file", "clearablefile": "file"}.get(self.widget_type, "text")

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


class Renderer(TemplatesSetting):
    """Forms look the same everywhere: templates of this room, found like all others."""

    field_template_name = "ui/components/field.html"
    bound_field_class = Field
