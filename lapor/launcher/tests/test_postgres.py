import os
import pwd
import socket
from dataclasses import replace
from pathlib import Path

import psutil
import psycopg
import pytest

from lapor.launcher import postgres
from lapor.launcher.console import CannotStart
from lapor.launcher.home import ROOT
from lapor.launcher.run import running
from lapor.launcher.tests.conftest import wait_for

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="root runs the server under another account")


def modes(*folders: Path) -> dict[Path, tuple[int, int, int]]:
    """Mode and owner of folders and of everything above them."""
    above = {path for folder in folders for path in (folder, *folder.parents)}
    return {path: (path.stat().st_mode, path.stat().st_uid, path.stat().st_gid) for path in above}


def test_no_mode_of_an_existing_folder_changes(home: Path, system_folder: Path):
    """The one test that makes its cluster as the product does, from nothing."""
    existing = (ROOT, postgres.package_programs() / "bin", home, system_folder, Path("/var/lib"), Path("/tmp"))
    before = modes(*existing)
    with running(postgres.of_home(home)):
        pass
    assert modes(*existing) == before


def test_data_is_still_there_at_the_next_start(cluster: postgres.Cluster, home: Path):
    with running(cluster), psycopg.connect(cluster.url) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 7 AS seven")
    with running(postgres.of_home(home)), psycopg.connect(cluster.url) as connection:
        assert connection.execute("SELECT seven FROM kept").fetchone() == (7,)


def test_what_was_committed_is_on_disk(cluster: postgres.Cluster):
    cluster.create()
    with running(replace(cluster, durable=True)), psycopg.connect(cluster.url) as connection:
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):
            assert connection.execute(f"SHOW {setting}").fetchone() == ("on",)


def test_the_server_listens_on_no_network(cluster: postgres.Cluster):
    with running(cluster) as server:
        connections = psutil.Process(server.process.pid).net_connections(kind="inet")
    assert connections == []


@as_root
def test_another_user_cannot_connect(cluster: postgres.Cluster):
    with running(cluster):
        assert _knock(cluster, as_user=0) == 0
        assert _knock(cluster, as_user=pwd.getpwnam("nobody").pw_uid) != 0


@as_root
def test_an_open_folder_alone_lets_nobody_in(cluster: postgres.Cluster):
    """The kernel names who knocks, so the socket's folder is not the only door."""
    nobody = pwd.getpwnam("nobody").pw_uid
    with running(cluster):
        for path in (cluster.folder, cluster.socket_folder, *cluster.socket_folder.iterdir()):
            path.chmod(0o777)
        assert _knock(cluster, as_user=nobody) == 2


def test_a_killed_launcher_takes_the_server_along_and_the_next_start_recovers(cluster, home: Path, python):
    source = f"""
import pathlib, time
from dataclasses import replace
from lapor.launcher import postgres
from lapor.launcher.run import running
postgres.SYSTEM_FOLDER = pathlib.Path({str(postgres.SYSTEM_FOLDER)!r})
with running(replace(postgres.of_home(pathlib.Path({str(home)!r})), durable=False)) as server:
    print("pid", server.process.pid, flush=True)
    time.sleep(60)
"""
    launcher = python("-c", source)
    pid = next(int(line.split()[1]) for line in launcher.stdout if line.startswith("pid"))
    launcher.kill()
    assert wait_for(lambda: not psutil.pid_exists(pid))
    cluster.stop_leftover()
    with running(cluster), psycopg.connect(cluster.url) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)


def test_a_server_without_its_launcher_is_stopped_by_the_next_start(cluster: postgres.Cluster):
    with running(cluster) as left:
        cluster.stop_leftover()
        assert left.process.wait(10) == 0


def test_a_process_that_merely_has_the_old_number_is_spared(cluster: postgres.Cluster):
    cluster.create()
    (cluster.data / "postmaster.pid").write_text(f"{os.getpid()}\n")
    cluster.stop_leftover()  # a signal would end this test


def test_two_homes_run_side_by_side(cluster: postgres.Cluster, home: Path):
    other = home.with_name("other")
    other.mkdir(mode=0o700)
    two = replace(postgres.of_home(other), durable=False)
    with running(cluster), running(two), psycopg.connect(cluster.url) as a, psycopg.connect(two.url) as b:
        query = "SHOW data_directory"
        assert a.execute(query).fetchone() != b.execute(query).fetchone()


def test_a_deep_folder_still_has_a_socket_that_fits(tmp_path: Path):
    deep = tmp_path / ("x" * 60) / ("y" * 60)
    deep.mkdir(parents=True)
    cluster = postgres.Cluster(deep, postgres.package_programs())
    assert len(os.fsencode(cluster.socket_folder / ".s.PGSQL.5432")) <= 107


def test_a_socket_folder_that_somebody_else_made_is_refused(cluster: postgres.Cluster):
    cluster.socket_folder.mkdir()
    cluster.socket_folder.chmod(0o777)
    with pytest.raises(CannotStart, match="terbuka"):
        cluster.server()


def test_data_of_another_version_is_not_touched(cluster: postgres.Cluster):
    cluster.create()
    (cluster.data / "PG_VERSION").write_text("15\n")
    with pytest.raises(CannotStart, match="PostgreSQL 15"):
        cluster.create()


def test_a_database_for_tests_leaves_nothing(system_folder: Path):
    with postgres.throw_away() as cluster, running(cluster):
        assert cluster.data.exists()
    assert not cluster.folder.exists()
    assert not cluster.socket_folder.exists()


def _knock(cluster: postgres.Cluster, *, as_user: int) -> int:
    """Connect as another user, in a process of its own: 0 let in, 1 turned away at the folder, 2 by the server."""
    child = os.fork()
    if child:
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    try:
        os.setgroups([])
        os.setgid(as_user)
        os.setuid(as_user)
        with socket.socket(socket.AF_UNIX) as probe:
            probe.connect(str(cluster.socket_folder / ".s.PGSQL.5432"))
    except OSError:
        os._exit(1)
    try:
        psycopg.connect(cluster.url).close()
    except psycopg.Error:
        os._exit(2)
    os._exit(0)
