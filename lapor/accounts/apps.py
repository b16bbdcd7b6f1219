from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "lapor.accounts"

    def ready(self) -> None:
        from allauth.mfa import signals

        # allauth tells of a second factor by signals only; nothing else in the house listens to any.
        for signal in (signals.authenticator_added, signals.authenticator_used):
            signal.connect(_second_factor_shown, dispatch_uid=f"second factor {id(signal)}")


def _second_factor_shown(*, request, user, **rest) -> None:
    from lapor.accounts import access

    access.second_factor_shown(request, user)
