"""The job that the record defers for its events, by this name (reports/record.py)."""

from procrastinate.contrib.django import app


@app.task
def tell(event_ids: list[int]) -> None:
    """Tell everybody concerned of these events. Done twice it tells nobody twice."""
