import subprocess
import sys
from pathlib import Path

import pytest

from lapor.launcher import home
from lapor.launcher.console import CannotStart

KEYS = {"SECRET_KEY", "LAPOR_KEYS", "LAPOR_TAG_KEY", "VAPID_PRIVATE_KEY"}


@pytest.fixture(autouse=True)
def no_keys_in_the_environment(monkeypatch):
    for key in KEYS:
        monkeypatch.delenv(key, raising=False)


def test_keys_are_made_once_and_only_their_owner_reads_them(tmp_path: Path):
    home.make_keys(tmp_path)
    first = home.read_env(tmp_path / "secrets.env")
    home.make_keys(tmp_path)
    assert first.keys() == KEYS
    assert home.read_env(tmp_path / "secrets.env") == first
    assert (tmp_path / "secrets.env").stat().st_mode & 0o777 == 0o600


def test_two_homes_have_different_keys(tmp_path: Path):
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        home.make_keys(tmp_path / name)
    one, other = (home.read_env(tmp_path / name / "secrets.env") for name in ("a", "b"))
    assert all(one[key] != other[key] for key in KEYS)


def test_an_older_installation_gets_only_the_key_it_lacks(tmp_path: Path):
    home.write_private(tmp_path / "secrets.env", "SECRET_KEY=a\nLAPOR_KEYS=b\nLAPOR_TAG_KEY=c\n")
    (tmp_path / "database.env").touch()
    home.make_keys(tmp_path)
    kept = home.read_env(tmp_path / "secrets.env")
    assert (kept["SECRET_KEY"], kept["LAPOR_KEYS"], kept["LAPOR_TAG_KEY"]) == ("a", "b", "c")
    assert len(kept["VAPID_PRIVATE_KEY"]) == 43


def test_lost_keys_of_existing_data_are_not_replaced(tmp_path: Path):
    (tmp_path / "database.env").touch()
    with pytest.raises(CannotStart, match="cadangan"):
        home.make_keys(tmp_path)
    assert not (tmp_path / "secrets.env").exists()


def test_a_database_of_the_operators_hides_the_embedded_one(tmp_path: Path, monkeypatch):
    monkeypatch.setattr(home, "HOME", tmp_path)
    home.write_private(tmp_path / "database.env", "DATABASE_URL=ours\nLAPOR_EMBEDDED=1\n")
    monkeypatch.delenv("LAPOR_EMBEDDED", raising=False)
    monkeypatch.setenv("DATABASE_URL", "theirs")
    assert home.environment()["DATABASE_URL"] == "theirs"
    assert "LAPOR_EMBEDDED" not in home.environment()
    monkeypatch.delenv("DATABASE_URL")
    assert home.environment()["LAPOR_EMBEDDED"] == "1"


def test_a_second_launcher_of_the_same_home_is_refused(tmp_path: Path):
    with home.lock(tmp_path), pytest.raises(CannotStart, match="sudah berjalan"), home.lock(tmp_path):
        pass


def test_a_launcher_knows_that_the_one_before_it_was_killed(tmp_path: Path):
    with home.lock(tmp_path) as was_cut_off:
        assert not was_cut_off
    with home.lock(tmp_path) as was_cut_off:
        assert not was_cut_off
    folder = f"home.Path({str(tmp_path)!r})"
    killed = f"from lapor.launcher import home\nwith home.lock({folder}): home.os.kill(home.os.getpid(), 9)"
    subprocess.run([sys.executable, "-c", killed], cwd=home.ROOT)
    with home.lock(tmp_path) as was_cut_off:
        assert was_cut_off
