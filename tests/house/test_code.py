"""What holds for every line of the product."""

import ast
from pathlib import Path

import pytest

from tests.house.source import PRODUCT, all_tests, calls, dotted, modules, rooms

RULES = ("reports/", "agencies/", "deadlines/", "regions/")  # rooms in which time is always passed in
KNOW_REPORTS = ("reports/", "channels/sms", "channels/email", "demo/", "portal/", "workspace/")
CLOCKS = {"timezone.now", "datetime.now", "datetime.utcnow", "date.today", "time.time"}
AT_THE_DOOR = "management/commands/"  # a command is a door: it reads the clock, then passes it in
TASKS = "tasks.py"  # so is a task
STEPS = ("verification", "referral", "holding", "response", "closing", "privacy", "identity", "supporting", "oversight")


def where(path: str, node: ast.AST) -> str:
    return f"lapor/{path}:{node.lineno}"


def test_time_is_passed_in():
    found = [
        where(path, call)
        for path, tree in modules().items()
        if path.startswith(RULES) and AT_THE_DOOR not in path and not path.endswith(TASKS)
        for call in calls(tree)
        if dotted(call.func) in CLOCKS
    ]
    assert found == []


def test_nobody_writes_a_state_but_the_record():
    found = [
        where(path, node)
        for path, tree in modules().items()
        if path.startswith(KNOW_REPORTS) and path != "reports/record.py"
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign | ast.AugAssign | ast.AnnAssign)
        for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
        if isinstance(target, ast.Attribute) and target.attr == "state"
    ]
    assert found == []


def test_no_query_writes_a_state():
    found = [
        where(path, call)
        for path, tree in modules().items()
        if path.startswith(KNOW_REPORTS)
        for call in calls(tree)
        if dotted(call.func).endswith(".update") and any(keyword.arg == "state" for keyword in call.keywords)
    ]
    assert found == []


def test_only_the_record_writes_events():
    found = [
        where(path, call)
        for path, tree in modules().items()
        if path != "reports/record.py"
        for call in calls(tree)
        if dotted(call.func) in ("Event", "Event.objects.create", "Event.objects.bulk_create", "report.events.create")
    ]
    assert found == []


def test_steps_are_taken_in_the_one_durable_transaction_of_the_door():
    """In a door `transaction.atomic()` alone could be nested and roll back less, or more, than the person was told."""
    found = [
        where(path, call)
        for path, tree in modules().items()
        if path.startswith(("portal/", "workspace/"))
        for call in calls(tree)
        if dotted(call.func) == "transaction.atomic" and [keyword.arg for keyword in call.keywords] != ["durable"]
    ]
    assert found == []


@pytest.mark.parametrize("step", STEPS)
def test_no_step_opens_a_transaction_of_its_own(step):
    assert not [call for call in calls(modules()[f"reports/{step}.py"]) if dotted(call.func) == "transaction.atomic"]


def test_nothing_is_printed():
    found = [
        where(path, call) for path, tree in modules().items() for call in calls(tree) if dotted(call.func) == "print"
    ]
    assert found == []


def test_no_signal_does_work_in_secret():
    found = [
        where(path, node)
        for path, tree in modules().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module in ("django.db.models.signals", "django.dispatch")
    ]
    assert found == []


def test_every_refusal_is_provoked_by_a_test():
    codes = {
        call.args[0].value: where(path, call)
        for path, tree in modules().items()
        for call in calls(tree)
        if dotted(call.func) == "Refused" and call.args and isinstance(call.args[0], ast.Constant)
    }
    sources = all_tests()
    assert {code: place for code, place in codes.items() if f'"{code}"' not in sources} == {}


@pytest.mark.parametrize("room", rooms())
def test_every_room_has_its_sign_on_the_door(room):
    sign = ast.get_docstring(modules()[f"{room}/__init__.py"])
    assert sign is not None
    assert 1 <= len(sign.splitlines()) <= 8
    assert sign.splitlines()[0].endswith((".", "?"))


@pytest.mark.parametrize("room", rooms())
def test_every_room_has_tests(room):
    assert room == "locale" or list(Path(PRODUCT / room / "tests").glob("test_*.py"))
