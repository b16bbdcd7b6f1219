import logging

import pytest
from django.db import IntegrityError, connection

from lapor.config.logs import NotAProbe, QuietFormatter


@pytest.mark.django_db
def test_a_trace_does_not_quote_the_row_that_the_database_refused():
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE people (email) AS SELECT 'rini@' || 'example.id'")
        cursor.execute("CREATE UNIQUE INDEX ON people (email)")
        with pytest.raises(IntegrityError) as refused:
            cursor.execute("INSERT INTO people SELECT * FROM people")
    trace = QuietFormatter().formatException((refused.type, refused.value, refused.tb))
    assert "rini@example.id" in str(refused.value)
    assert "duplicate key value" in trace
    assert "rini@example.id" not in trace


def test_an_answer_to_a_probe_is_no_error(rf):
    record = logging.makeLogRecord({"request": rf.get("/readyz")})
    assert not NotAProbe().filter(record)
    assert NotAProbe().filter(logging.makeLogRecord({"request": rf.get("/")}))


def test_what_a_mail_server_says_out_of_turn_is_not_quoted():
    assert not logging.getLogger("mail.log").isEnabledFor(logging.WARNING)
