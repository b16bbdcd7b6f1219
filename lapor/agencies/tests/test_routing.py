"""The first rule in order whose place, topic and words all fit decides, and says why."""

from hypothesis import given
from hypothesis import strategies as st

from lapor.agencies.routing import Matter, Rule, first_match, keywords, spaced

ROAD, LIGHT, TOPIC = 11, 12, 1


def matter(region="64.08.04.2012", topics=(ROAD, TOPIC), text="Jalan berlubang di depan SD.") -> Matter:
    return Matter(region, frozenset(topics), lambda: text)


def rule(pk=1, **asks) -> Rule:
    return Rule(pk=pk, target_id=pk * 10, **asks)


def decides(*rules, **about) -> int | None:
    found = first_match(rules, matter(**about))
    return found.rule.pk if found else None


def test_a_place_is_itself_and_all_below_it():
    assert decides(rule(region_code="64.08"))
    assert decides(rule(region_code="64"))
    assert decides(rule(region_code="64.08.04.2012"))
    assert not decides(rule(region_code="64.71"))
    assert not decides(rule(region_code="64.08"), region="64")
    assert not decides(rule(region_code="64.08"), region="")
    assert not decides(rule(region_code="64.0"))


def test_a_topic_is_itself_and_its_sub_topics():
    assert decides(rule(topic_id=TOPIC))
    assert decides(rule(topic_id=ROAD))
    assert not decides(rule(topic_id=LIGHT))
    assert not decides(rule(topic_id=ROAD), topics=(TOPIC, None))
    assert not decides(rule(topic_id=TOPIC), topics=())


def test_one_of_the_words_must_occur_as_a_whole_word():
    assert decides(rule(keywords=keywords("lampu, BERLUBANG")))
    assert decides(rule(keywords=keywords("depan  sd")))
    assert not decides(rule(keywords=keywords("lubang")))
    assert not decides(rule(keywords=keywords("jalan sd")))


def test_all_that_a_rule_asks_for_must_fit():
    asks = {"region_code": "64.08", "topic_id": ROAD, "keywords": ("jalan",)}
    assert decides(rule(**asks))
    for other in ({"region": "64.71"}, {"topics": (LIGHT,)}, {"text": "Air keruh"}):
        assert not decides(rule(**asks), **other)


def test_the_first_in_order_decides():
    assert decides(rule(1, topic_id=LIGHT), rule(2, region_code="64"), rule(3, topic_id=ROAD)) == 2


def test_the_reason_names_what_fitted_and_the_word_that_was_found():
    asks = rule(
        region_code="64.08", region_name="Kutai Timur", topic_id=ROAD, topic_name="Jalan rusak",
        keywords=("lampu", "jalan"),
    )  # fmt: skip
    assert first_match([asks], matter()).why == "topik Jalan rusak, di Kutai Timur, kata “jalan”"
    assert asks.conditions == "topik Jalan rusak, di Kutai Timur, kata “lampu” atau “jalan”"


def test_words_are_not_asked_for_where_no_rule_needs_them():
    def sealed():
        raise AssertionError("opened")

    unread = Matter("64.08", frozenset({ROAD}), sealed)
    assert first_match([rule(1, region_code="64.71", keywords=("jalan",)), rule(2, topic_id=ROAD)], unread)


def test_typed_words_lose_what_is_no_word():
    assert keywords(" Jalan  Rusak,, aspal!,JALAN rusak, –") == ("jalan rusak", "aspal")
    assert spaced("Jalan-Rusak!\n") == " jalan rusak "


# --- any rules, any report ------------------------------------------------------------------------------------------

CODES = st.sampled_from(["", "64", "64.08", "64.08.04", "64.71", "6"])
WORDS = st.lists(st.sampled_from(["jalan", "lampu", "jalan rusak", "air"]), max_size=2).map(tuple)
RULES = st.lists(
    st.builds(Rule, st.integers(1, 99), st.just(1), CODES, st.just(""), st.sampled_from([None, TOPIC, ROAD, LIGHT]),
              st.just(""), WORDS),
    max_size=8,
)  # fmt: skip
MATTERS = st.builds(
    matter,
    CODES,
    st.sampled_from([(), (ROAD, TOPIC), (LIGHT, TOPIC), (TOPIC, None)]),
    st.sampled_from(["", "Jalan rusak", "Lampu di jalan", "Air mati"]),
)


@given(RULES, MATTERS)
def test_whatever_decides_fits_and_nothing_before_it_does(rules, about):
    found = first_match(rules, about)
    fitting = [each for each in rules if each.match(about)]
    assert (found.rule if found else None) == (fitting[0] if fitting else None)


@given(RULES, RULES, MATTERS)
def test_rules_added_behind_change_nothing_that_was_decided(rules, more, about):
    decided = first_match(rules, about)
    assert decided is None or first_match([*rules, *more], about) == decided


@given(RULES, MATTERS)
def test_rules_that_do_not_fit_may_stand_anywhere(rules, about):
    assert first_match([each for each in rules if each.match(about)], about) == first_match(rules, about)


@given(RULES, MATTERS)
def test_a_rule_that_another_covers_never_decides_behind_it(rules, about):
    for i, wider in enumerate(rules):
        for other in rules[i + 1 :]:
            if wider.covers(other):
                assert wider.match(about) or not other.match(about)
