"""Several people at once, over real connections: for tests with `django_db(transaction=True)`."""

import threading
from collections.abc import Callable
from typing import Any

from django.db import connections, transaction


def at_once(*jobs: Callable[[], Any]) -> list[Any]:
    """Run each in a thread and a transaction of its own, all starting together; returns results or errors in order."""
    results: list[Any] = [None] * len(jobs)
    gate = threading.Barrier(len(jobs))

    def run(index: int, job: Callable[[], Any]) -> None:
        gate.wait()
        try:
            with transaction.atomic(durable=True):
                results[index] = job()
        except Exception as error:
            results[index] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(jobs)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return results
