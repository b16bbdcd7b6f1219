from datetime import timedelta

from django.utils import translation

from lapor.agencies import categories, topics
from lapor.testing.cast import MONDAY


def codes(found):
    return {topic.code for topic in found} | {each.code for topic in found for each in topic.below}


def test_open_topics_leave_out_what_is_closed_and_all_topics_know_it(cast):
    assert cast.closed_topic.code not in codes(topics.open_topics(MONDAY))
    assert cast.closed_topic.code in codes(topics.all_topics(MONDAY))


def test_they_are_read_once_for_many_pages(cast, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert topics.open_topics(MONDAY) is topics.open_topics(MONDAY)


def test_a_topic_that_is_closed_disappears_from_the_next_page(cast):
    assert cast.road.code in codes(topics.open_topics(MONDAY))
    categories.close(cast.road, at=MONDAY)
    assert cast.road.code not in codes(topics.open_topics(MONDAY))


def test_what_another_process_closed_disappears_after_a_moment(cast):
    assert cast.road.code in codes(topics.open_topics(MONDAY))
    type(cast.road).objects.filter(pk=cast.road.pk).update(valid_until=MONDAY.date())
    later = MONDAY + timedelta(seconds=topics.KEPT_FOR)
    assert cast.road.code not in codes(topics.open_topics(later))


def test_each_language_has_its_own_labels(cast):
    with translation.override("en"):
        english = topics.open_topics(MONDAY)
    assert [topic.label for topic in english] != [topic.label for topic in topics.open_topics(MONDAY)]
