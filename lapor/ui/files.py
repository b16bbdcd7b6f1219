"""Fields for files: the browser offers the kinds that `core.files` takes, and what comes is judged by its content."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from lapor.core.errors import Refused
from lapor.core.files import Accepted, Limits, inspect_all

LIMITS = Limits()
ACCEPTED = "image/jpeg,image/png,image/webp,image/heic,application/pdf,.docx,video/mp4"


class FilesInput(forms.FileInput):
    """Several files at once."""

    allow_multiple_selected = True

    def __init__(self) -> None:
        super().__init__({"accept": ACCEPTED, "data-max-bytes": LIMITS.bytes, "data-most": LIMITS.files})


class FilesField(forms.FileField):
    """Several files or none; the value is a tuple of Accepted."""

    def __init__(self, *, label: Any, help_text: Any) -> None:
        super().__init__(label=label, help_text=help_text, required=False, widget=FilesInput())

    def clean(self, data: Any, initial: Any = None) -> tuple[Accepted, ...]:
        try:
            return tuple(inspect_all(data or [], limits=LIMITS))
        except Refused as refused:
            raise ValidationError(refused.sentence, code=refused.code)
