"""What may be written to a log: what happened and where in the code, never a person's words, name or address."""

import logging

from django.db import DatabaseError


class QuietFormatter(logging.Formatter):
    """A trace without the rows that a database error quotes ("Key (email)=(…) already exists")."""

    def __init__(self) -> None:
        super().__init__("{asctime} {levelname} {name}: {message}", style="{")

    def formatException(self, info) -> str:  # noqa: N802  the name is logging's
        text = super().formatException(info)
        error, seen = info[1], set()
        while error is not None and id(error) not in seen:  # causes and contexts may run in a circle
            seen.add(id(error))
            if isinstance(error, DatabaseError) or type(error).__module__.startswith("psycopg"):
                first_line = str(error).partition("\n")[0]
                text = text.replace(str(error), first_line)
            error = error.__cause__ or error.__context__
        return text


class NotAProbe(logging.Filter):
    """While a service starts, "not ready" is an answer and no error."""

    def filter(self, record: logging.LogRecord) -> bool:
        return getattr(getattr(record, "request", None), "path", "") != "/readyz"
