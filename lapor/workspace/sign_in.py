"""Sign-in as teams allow it: an officer whose decree has run out is told so, and whom to ask, instead of let in.

A link is worth what its maker may give on the day it is used: a person may have been given more since, and an admin
may have left.
"""

from django.core.exceptions import ValidationError
from django.utils import timezone

from lapor.accounts import links
from lapor.accounts.adapters import OfficerAdapter
from lapor.agencies import decrees, team
from lapor.core.errors import Refused


class TeamAdapter(OfficerAdapter):
    """Asked after the password was right, so that nobody learns from it who works where."""

    def authenticate(self, request, **credentials):
        user = super().authenticate(request, **credentials)
        if user and (sentence := decrees.why_shut(user, at=timezone.now())):
            raise ValidationError(sentence, code="decree_over")
        return user

    def check_may_let_in(self, person, *, by, at):
        """Raises Refused: `link_gone`."""
        try:
            team.check_may_let_in(person, by=by, at=at)
        except Refused:
            raise links.gone()
