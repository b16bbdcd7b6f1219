import sys

import psycopg
import pytest
from django.core import management
from django.db import DataError, OperationalError

from lapor.config import command

BY_HAND = ["run", "serve", "worker", "migrate", "load-reference", "demo", "create-admin", "sweep"]


@pytest.mark.parametrize("name", command.PURPOSES)
def test_every_command_explains_itself(name, monkeypatch, capsys):
    monkeypatch.setattr(sys, "argv", ["lapor", name, "--help"])
    with pytest.raises(SystemExit) as end:
        command.main()
    assert end.value.code in (0, None)
    assert "usage: lapor" in capsys.readouterr().out


@pytest.mark.parametrize("name", BY_HAND)
def test_the_overview_names_what_people_type(name, monkeypatch, capsys):
    monkeypatch.setattr(sys, "argv", ["lapor"])
    command.main()
    assert f"  {name} " in capsys.readouterr().out


@pytest.fixture
def sweep(monkeypatch):
    """`lapor sweep` with a database that does this."""

    def sweep(fault, cause):
        def execute(arguments):
            raise fault from cause

        monkeypatch.setattr(sys, "argv", ["lapor", "sweep"])
        monkeypatch.setattr(management, "execute_from_command_line", execute)
        command.main()

    return sweep


def test_a_database_that_is_away_is_said_in_a_sentence(sweep):
    with pytest.raises(SystemExit, match=r"Basis data tidak bisa dihubungi.*LAPOR_HOME.*\(no such socket\)"):
        sweep(OperationalError("no such socket\nIs the server running?"), psycopg.OperationalError())


@pytest.mark.parametrize("kind", [OperationalError, DataError])
def test_what_the_database_refuses_is_a_fault_to_look_into(sweep, kind):
    with pytest.raises(kind):
        sweep(kind("out of memory"), psycopg.errors.OutOfMemory())
