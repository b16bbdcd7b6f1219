from django.apps import AppConfig


class Config(AppConfig):
    name = "lapor.config"

    def ready(self) -> None:
        from lapor.config import checks  # noqa: F401  registers them
