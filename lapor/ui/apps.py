from django.apps import AppConfig
from django.forms import Field
from django.utils.translation import gettext_lazy as _


class UiConfig(AppConfig):
    name = "lapor.ui"

    def ready(self) -> None:
        # Django speaks of a field that may not be empty; people want to know what to do.
        Field.default_error_messages["required"] = _("Bagian ini perlu diisi.")
