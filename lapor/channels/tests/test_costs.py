"""What a message may ask of the database: they come by the hundred in a second, so one statement more is felt."""

from lapor.channels import incoming, understanding
from lapor.channels.incoming import Words
from lapor.reports.models import Report
from lapor.testing.cast import MONDAY

UNDERSTAND = 25  # statements, with those of the transactions


def take(text, *, sender):
    return incoming.take("sms", sender, Words(text), sender=sender, at=MONDAY).pk


def test_a_text_message_that_becomes_a_report_costs_few_statements(cast, django_assert_max_num_queries):
    first = take("Jalan berlubang sedalam lutut", sender="+6281200000001")
    second = take("Lampu jalan mati sejak kemarin", sender="+6281200000002")
    understanding._understand(first, at=MONDAY)  # what a process keeps in memory
    with django_assert_max_num_queries(UNDERSTAND):
        understanding._understand(second, at=MONDAY)
    assert Report.objects.count() == 2
