"""Two kinds of people, two kinds of sessions: neither can be carried by the other's door."""

from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.auth.backends import ModelBackend

from lapor.accounts.models import User


class OfficerBackend(AuthenticationBackend):
    """allauth's, for officers only."""

    def user_can_authenticate(self, user) -> bool:
        return super().user_can_authenticate(user) and user.is_officer


class CitizenBackend(ModelBackend):
    """Carries a citizen's session; `codes` and `citizens` say who may open one."""

    def authenticate(self, request, **credentials) -> User | None:  # type: ignore[override]
        return None

    def user_can_authenticate(self, user) -> bool:
        return super().user_can_authenticate(user) and user.is_citizen
