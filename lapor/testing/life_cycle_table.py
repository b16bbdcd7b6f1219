"""The life cycle and the deadlines as the tables of docs/policy.md: `python -m lapor.testing.life_cycle_table`."""

import sys
from collections.abc import Iterable

import django


def life_cycle() -> str:
    """One line for each step, in the order of lifecycle.STEPS."""
    from lapor.reports.lifecycle import STEPS

    rows = (
        (
            step.action,
            step.action.label,
            _states(step.origin),
            f"`{step.to}`" if step.to else "stays",
            _sorted(step.who),
            {True: "yes", False: "not yet", None: ""}[step.verified],
            _clocks(step),
            step.audience,
        )
        for step in STEPS.values()
    )
    heads = ("action", "on the timeline", "from", "to", "by whom", "verified", "clocks", "seen by")
    return _table(heads, ((f"`{action}`", *rest) for action, *rest in rows))


def deadlines() -> str:
    """One line for each rule that an installation starts with."""
    from lapor.reports.lifecycle import ClockKind, ReportClass
    from lapor.reports.reference import RULES

    rows = (
        (
            f"`{kind}`",
            ClockKind(kind).label,
            ReportClass(report_class).label if report_class else "every",
            f"{days} {'working' if working else 'calendar'} days",
            basis,
        )
        for kind, report_class, days, working, basis in RULES
    )
    return _table(("clock", "Indonesian", "class", "length", "basis in the table"), rows)


def _states(states: frozenset) -> str:
    from lapor.reports.lifecycle import ALL, HANDLED, OPEN

    if states in (ALL, OPEN, frozenset()):
        return {ALL: "any", OPEN: "any open"}.get(states, "–")
    named = sorted(f"`{state}`" for state in states - HANDLED)
    return ", ".join([*named, "handled"] if states >= HANDLED else sorted(f"`{state}`" for state in states))


def _clocks(step) -> str:
    verbs = {
        "starts": step.starts,
        "meets": step.meets,
        "pauses": step.pauses,
        "resumes": step.resumes,
        "drops": step.drops,
    }
    said = [f"{verb} {_sorted(kinds)}" for verb, kinds in verbs.items() if kinds]
    return "; ".join([*said, "ends all"] if step.ends else said)


def _sorted(names: Iterable[str]) -> str:
    return ", ".join(sorted(names))


def _table(heads: Iterable[str], rows: Iterable[Iterable[object]]) -> str:
    lines = [heads, ["---" for _ in heads], *rows]
    return "\n".join("| " + " | ".join(str(cell) for cell in line) + " |" for line in lines)


if __name__ == "__main__":
    django.setup()
    sys.stdout.write(f"{life_cycle()}\n\n{deadlines()}\n")
