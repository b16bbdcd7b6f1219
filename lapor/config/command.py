"""The command `lapor`: starting the service, and every management command under its everyday name."""

import argparse
import os
import sys
from collections.abc import Callable

from lapor.launcher.console import CannotStart

COMMANDS = {
    "run": "menjalankan semuanya di satu mesin: PostgreSQL, web, dan pekerja",
    "serve": "menjalankan web saja",
    "worker": "menjalankan pekerja latar belakang saja",
    "migrate": "membuat atau memperbarui tabel basis data",
    "load-reference": "memuat wilayah, instansi, kategori, dan hari libur",
    "load-boundaries": "memuat batas wilayah dari berkas GeoJSON",
    "demo": "mengisi basis data kosong dengan contoh",
    "create-admin": "membuat akun administrator",
    "sweep": "menutup, mengarsipkan, dan menandai laporan yang melewati batas waktu",
    "assets": "mengumpulkan gaya, skrip, dan terjemahan, hanya bila berubah",
    "prepare": "migrate, load-reference, dan demo, hanya bila perlu",
    "test-database": "menjalankan sebuah perintah dengan basis data sementara",
}


def main() -> None:
    """Entry point of `lapor`."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lapor.config.settings")
    name, *arguments = sys.argv[1:] or ["--help"]
    if name in ("-h", "--help", "help") and not arguments:
        sys.stdout.write(_overview())
    elif name == "run":
        _or_say_why(_run, arguments)
    elif name == "test-database":
        _or_say_why(_test_database, arguments)
    elif name == "assets":
        _or_say_why(_assets, arguments)
    else:
        _manage(name.replace("-", "_"), arguments)


def _overview() -> str:
    lines = [f"  {name:<16} {purpose}" for name, purpose in COMMANDS.items()]
    return "\n".join(["lapor PERINTAH [--help]", "", *lines, ""])


def _run(arguments: list[str]) -> int:
    from lapor.launcher.run import run

    parser = argparse.ArgumentParser(prog="lapor run", description=COMMANDS["run"])
    parser.add_argument("--until-parent-ends", action="store_true", help="berhenti bila proses induk berakhir")
    run(until_parent_ends=parser.parse_args(arguments).until_parent_ends)
    return 0


def _test_database(arguments: list[str]) -> int:
    from lapor.launcher.run import with_test_database

    parser = argparse.ArgumentParser(prog="lapor test-database", description=COMMANDS["test-database"])
    parser.add_argument("command", nargs=argparse.REMAINDER, metavar="-- PERINTAH")
    command = parser.parse_args(arguments).command
    return with_test_database(command[1:] if command[:1] == ["--"] else command)


def _assets(arguments: list[str]) -> int:
    argparse.ArgumentParser(prog="lapor assets", description=COMMANDS["assets"]).parse_args(arguments)
    from lapor.config import assets

    assets.build()
    return 0


def _or_say_why(part: Callable[[list[str]], int], arguments: list[str]) -> None:
    try:
        sys.exit(part(arguments))
    except CannotStart as reason:
        sys.exit(str(reason))


def _manage(name: str, arguments: list[str]) -> None:
    from django.core.management import execute_from_command_line

    execute_from_command_line(["lapor", name, *arguments])


if __name__ == "__main__":
    main()
