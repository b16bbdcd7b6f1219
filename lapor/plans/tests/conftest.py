import pytest

from lapor.plans.tests.stage import Stage


@pytest.fixture
def stage(cast):
    return Stage(cast)
