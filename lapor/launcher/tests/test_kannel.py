import socket
import stat
import subprocess

from lapor.launcher.kannel import SOURCE, configure, program
from lapor.testing.kannel import free_ports, wait_until


def written(folder, **values):
    configure(folder, smsc="smpp", KANNEL_SMSC_HOST="127.0.0.1", **values)
    return (folder / "kannel.conf").read_text() + (folder / "smsc.conf").read_text()


def test_only_the_owner_reads_passwords_numbers_and_texts(tmp_path):
    written(tmp_path)
    for name in ("kannel.conf", "smsc.conf"):
        assert stat.S_IMODE((tmp_path / name).stat().st_mode) == 0o600
    for name in ("store", "reports"):
        assert stat.S_IMODE((tmp_path / name).stat().st_mode) == 0o700


def test_each_gateway_has_passwords_of_its_own(tmp_path):
    first = configure(tmp_path, smsc="fake")["SMS_GATEWAY_PASSWORD"]
    assert len(first) > 20
    assert first != configure(tmp_path, smsc="fake")["SMS_GATEWAY_PASSWORD"]


def test_nothing_is_left_to_fill_in(tmp_path):
    text = written(tmp_path, KANNEL_SMSC_USER="sp4n")
    assert "${KANNEL" not in text
    assert "${SMS" not in text


def test_the_repository_holds_no_password():
    lines = (SOURCE / "kannel.env.example").read_text().splitlines()
    assert [line for line in lines if "PASSWORD" in line and not line.endswith("=")] == []


def test_the_commands_of_the_guide_write_the_same(tmp_path):
    names = ("KANNEL_ADMIN_PASSWORD", "SMS_GATEWAY_PASSWORD", "SMS_INCOMING_PASSWORD", "KANNEL_SMSC_PASSWORD")
    passwords = {name: name.lower() for name in names}
    text = written(tmp_path, **passwords)
    env = configure(tmp_path, smsc="smpp", KANNEL_SMSC_HOST="127.0.0.1", **passwords)
    filled = [
        subprocess.run(["envsubst"], stdin=(SOURCE / name).open(), env=env, capture_output=True, text=True, check=True)
        for name in ("kannel.conf", "smsc-smpp.conf")
    ]
    assert "".join(each.stdout for each in filled) == text


def test_kannel_starts_with_its_own_fake_operator(tmp_path):
    admin, boxes, phones = free_ports(3)
    configure(tmp_path, smsc="fake", KANNEL_ADMIN_PORT=admin, KANNEL_SMSBOX_PORT=boxes, KANNEL_SMSC_PORT=phones)
    bearerbox = program("bearerbox", tmp_path)
    bearerbox.start()
    try:
        wait_until(lambda: socket.socket().connect_ex(("127.0.0.1", phones)) == 0)
    finally:
        bearerbox.stop(within_seconds=0)
