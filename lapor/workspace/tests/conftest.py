"""An ordinary working day at the office: Monday noon, and whoever is asked for sits at a desk of their own."""

from datetime import timedelta

import pytest
from django.test import Client

from lapor.testing.cast import MONDAY
from lapor.testing.signing_in import sign_in

NOON = MONDAY + timedelta(hours=2)


@pytest.fixture
def noon(monkeypatch):
    """Views read the clock once; here it always says noon."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOON)
    return NOON


@pytest.fixture
def desk_of(cast, noon):
    """The browser of an officer of the cast, signed in."""
    return lambda name: sign_in(Client(headers={"accept-language": "id"}), cast.user(name))
