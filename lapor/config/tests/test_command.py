import sys

import pytest

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
