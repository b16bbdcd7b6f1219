from datetime import UTC, datetime

import pytest
from django.apps import apps

from lapor.config.management.commands import prepare


@pytest.fixture
def called(monkeypatch) -> list[str]:
    names: list[str] = []
    monkeypatch.setattr(prepare, "call_command", lambda name, **options: names.append(name))
    return names


@pytest.mark.django_db
def test_reference_data_is_loaded_once_per_version(called, monkeypatch):
    monkeypatch.setenv("LAPOR_DEMO", "0")
    prepare.Command().handle()
    prepare.Command().handle()
    assert called == ["load_reference"]
    monkeypatch.setattr(prepare, "reference_version", lambda: "newer")
    prepare.Command().handle()
    assert called == ["load_reference", "load_reference"]


@pytest.mark.django_db
def test_an_empty_database_gets_demo_content_unless_it_is_unwanted(called, monkeypatch):
    monkeypatch.setenv("LAPOR_DEMO", "0")
    prepare.Command().handle()
    monkeypatch.delenv("LAPOR_DEMO")
    prepare.Command().handle()
    assert called == ["load_reference", "demo"]


@pytest.mark.django_db
def test_a_database_with_people_gets_no_demo_content(called, monkeypatch):
    monkeypatch.delenv("LAPOR_DEMO", raising=False)
    apps.get_model("accounts", "User").objects.create(
        login="vera@example.go.id", kind="officer", name="Vera", joined_at=datetime(2026, 1, 1, tzinfo=UTC)
    )
    prepare.Command().handle()
    assert "demo" not in called
