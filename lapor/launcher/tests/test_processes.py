import os
import signal
import sys

import psutil

from lapor.launcher.processes import MARK, Child, end_leftovers
from lapor.launcher.tests.conftest import wait_for

SLEEP = [sys.executable, "-c", "import time; time.sleep(60)"]
WITH_A_CHILD = [sys.executable, "-c", f"import subprocess, time; subprocess.Popen({SLEEP!r}); time.sleep(60)"]


def env(**more: str) -> dict[str, str]:
    return {**os.environ, **more}


def test_a_child_dies_with_a_parent_that_was_killed(python):
    source = f"""
from lapor.launcher.processes import Child
child = Child("x", {SLEEP!r}, env={{}})
child.start()
print(child.process.pid, flush=True)
child.process.wait()
"""
    parent = python("-c", source)
    child = psutil.Process(int(parent.stdout.readline()))
    parent.kill()
    assert wait_for(lambda: not child.is_running() or child.status() == psutil.STATUS_ZOMBIE)


def test_stopping_ends_what_the_child_started():
    child = Child("x", WITH_A_CHILD, env=env())
    child.start()
    process = psutil.Process(child.process.pid)
    assert wait_for(process.children)
    grandchild = process.children()[0]
    child.stop(within_seconds=5)
    assert wait_for(lambda: not grandchild.is_running() or grandchild.status() == psutil.STATUS_ZOMBIE)


def test_a_child_that_ignores_us_is_ended_by_force():
    deaf = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print(flush=True); time.sleep(60)"
    reader, writer = os.pipe()
    child = Child("x", [sys.executable, "-c", deaf], env=env(), log=os.fdopen(writer, "wb"))
    child.start()
    os.read(reader, 1)
    child.stop(within_seconds=0.2)
    assert child.process.returncode == -signal.SIGKILL


def test_a_child_that_died_is_started_again_after_a_pause_that_grows(capsys):
    child = Child("Web", [sys.executable, "-c", ""], env=env())
    child.start()
    for seconds in (1, 2, 4):
        first = child.process
        first.wait()
        child.keep_alive()
        assert f"dijalankan lagi dalam {seconds} detik" in capsys.readouterr().out
        child.start_again_at = 0.001  # the pause is over
        child.keep_alive()
        assert child.process is not first
    child.stop(within_seconds=1)


def test_leftovers_of_this_home_are_ended_and_of_another_are_not(tmp_path):
    ours = Child("x", SLEEP, env=env(**{MARK: str(tmp_path)}))
    others = Child("y", SLEEP, env=env(**{MARK: "/elsewhere"}))
    ours.start()
    others.start()
    end_leftovers(tmp_path)
    assert ours.process.poll() is not None
    assert others.process.poll() is None
    others.stop(within_seconds=1)
