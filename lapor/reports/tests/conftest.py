"""What several tests of this room start from."""

import pytest

from lapor.agencies import routing_rules
from lapor.agencies.routing_rules import Wanted
from lapor.testing.cast import MONDAY


@pytest.fixture
def rule(cast):
    """Adds a routing rule that leads to a unit: of an agency, or (without one) of the nation."""

    def make(code, agency=None, **asks):
        wanted = Wanted(target=cast.unit(code), **asks)
        owner = cast.unit(agency).pk if agency else None
        return routing_rules.add(owner, wanted, by=cast.user("Vera"), at=MONDAY)

    return make
