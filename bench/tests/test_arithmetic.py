import os
import subprocess
import sys

import pytest

from bench.accounting import cpu_seconds, parent_in, ticks_in
from bench.figures import Figure, percentile, table
from bench.rows import number
from lapor.core.numbers import is_number

STAT = "4711 (odd ) name) S 42 4711 4711 0 -1 4194560 1 2 3 4 100 20 3 4 20 0 1 0 5 6 7"


def test_the_95th_percentile_of_100_values_is_the_95th_of_them():
    assert percentile(range(100, 0, -1), 0.95) == 95


def test_a_percentile_of_one_value_is_that_value():
    assert percentile([7.0], 0.95) == 7.0


def test_a_percentile_of_nothing_is_refused():
    with pytest.raises(ValueError, match="no values"):
        percentile([], 0.95)


@pytest.mark.parametrize(
    ("value", "target", "holds"),
    [(80, "<= 80", True), (80.1, "<= 80", False), (20, ">= 20", True), (19, ">= 20", False), (5, "", None)],
)
def test_a_figure_holds_up_to_its_target_and_not_beyond(value, target, holds):
    assert Figure("life.example", value, "ms", target).holds is holds


def test_the_table_says_which_figures_do_not_hold():
    lines = table([Figure("life.good", 1, "ms", "<= 2"), Figure("life.bad", 3, "ms", "<= 2")]).splitlines()
    assert lines[1].endswith("ya")
    assert lines[2].endswith("TIDAK")


def test_a_name_with_brackets_does_not_shift_the_fields():
    assert parent_in(STAT) == 42
    assert ticks_in(STAT) == 100 + 20 + 3 + 4


def test_the_time_of_a_child_that_has_ended_is_still_counted():
    burn = "import time\nwhile time.process_time() < 0.2: pass"
    before = cpu_seconds([os.getpid()])
    subprocess.run([sys.executable, "-c", burn], check=True)
    assert cpu_seconds([os.getpid()]) - before >= 0.19


def test_tracking_numbers_of_the_loaded_reports_are_valid_and_never_twice():
    numbers = [number(i) for i in range(1, 3000)]
    assert len(set(numbers)) == len(numbers)
    assert all(map(is_number, numbers))
