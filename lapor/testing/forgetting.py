"""Examples of a random test, each with its reports for itself."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction


@contextmanager
def forgotten() -> Iterator[None]:
    """What is written in here is gone afterwards: among thousands of examples each would cost more than the last."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
