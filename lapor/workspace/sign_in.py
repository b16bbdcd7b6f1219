"""Sign-in as teams allow it: an officer whose decree has run out is told so, and whom to ask, instead of let in."""

from django.core.exceptions import ValidationError
from django.utils import timezone

from lapor.accounts.adapters import OfficerAdapter
from lapor.agencies import decrees


class TeamAdapter(OfficerAdapter):
    """Asked after the password was right, so that nobody learns from it who works where."""

    def authenticate(self, request, **credentials):
        user = super().authenticate(request, **credentials)
        if user and (sentence := decrees.why_shut(user, at=timezone.now())):
            raise ValidationError(sentence, code="decree_over")
        return user
