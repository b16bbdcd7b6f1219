"""The command `lapor`: starting the service, and every management command under its everyday name."""

import argparse
import os
import sys
from collections.abc import Callable

from lapor.launcher.console import CannotStart

PURPOSES = {
    "run": "menjalankan semuanya di satu mesin: PostgreSQL, web, dan pekerja",
    "sms-console": "mencoba SMS 1708 di satu mesin: semuanya dengan gerbang SMS, dan Anda mengetik sebagai telepon",
    "serve": "menjalankan web saja",
    "worker": "menjalankan pekerja latar belakang saja",
    "mail-in": "menerima surel dari server di depannya: laporan baru, balasan, kegagalan",
    "telegram-webhook": "memberi tahu Telegram ke mana pesan kepada bot dikirim",
    "migrate": "membuat atau memperbarui tabel basis data",
    "load-reference": "memuat wilayah, instansi, kategori, dan hari libur",
    "load-boundaries": "memuat batas wilayah dari berkas GeoJSON",
    "demo": "mengisi basis data kosong dengan contoh",
    "create-admin": "membuat akun administrator",
    "sweep": "menutup, mengarsipkan, dan menandai laporan yang melewati batas waktu",
    "facts": "menghitung ulang angka harian dan titik berulang dari catatan laporan",
    "rotate-keys": "membungkus ulang kunci laporan dengan kunci server terbaru",
    "push-key": "membuat kunci untuk pemberitahuan di peramban",
    "prepare": "migrate, load-reference, dan demo, hanya bila perlu",
    "assets": "mengumpulkan gaya, skrip, dan terjemahan, hanya bila berubah",
    "test-database": "menjalankan sebuah perintah dengan basis data sementara",
}
NO_DATABASE = "Basis data tidak bisa dihubungi. Menyala, dan LAPOR_HOME atau DATABASE_URL sama dengan saat dinyalakan?"


def main() -> None:
    """Entry point of `lapor`."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lapor.config.settings")
    name, *arguments = sys.argv[1:] or ["--help"]
    if name in ("-h", "--help", "help") and not arguments:
        sys.stdout.write(_overview())
        return
    try:
        sys.exit(WITHOUT_DJANGO.get(name, _manage(name))(arguments))
    except CannotStart as reason:
        sys.exit(str(reason))


def _overview() -> str:
    lines = [f"  {name:<16} {purpose}" for name, purpose in PURPOSES.items()]
    return "\n".join(["lapor PERINTAH [--help]", "", *lines, ""])


def _run(arguments: list[str]) -> None:
    from lapor.launcher.run import run

    run(until_parent_ends=_until_parent_ends("run", arguments))


def _sms_console(arguments: list[str]) -> None:
    from lapor.launcher.sms_console import run

    run(until_parent_ends=_until_parent_ends("sms-console", arguments))


def _until_parent_ends(name: str, arguments: list[str]) -> bool:
    parser = _parser(name)
    parser.add_argument("--until-parent-ends", action="store_true", help="berhenti bila proses induk berakhir")
    return parser.parse_args(arguments).until_parent_ends


def _serve(arguments: list[str]) -> None:
    from lapor.config import web

    web.serve(arguments)


def _assets(arguments: list[str]) -> None:
    from lapor.config import assets

    _parser("assets").parse_args(arguments)
    assets.build()


def _test_database(arguments: list[str]) -> int:
    from lapor.launcher.run import with_test_database

    parser = _parser("test-database")
    parser.add_argument("command", nargs="+", metavar="-- PERINTAH")
    return with_test_database(parser.parse_args(arguments).command)


WITHOUT_DJANGO: dict[str, Callable[[list[str]], int | None]] = {
    "run": _run,
    "sms-console": _sms_console,
    "serve": _serve,
    "assets": _assets,
    "test-database": _test_database,
}


def _manage(name: str) -> Callable[[list[str]], None]:
    def manage(arguments: list[str]) -> None:
        from django.core.management import execute_from_command_line
        from django.db import OperationalError

        try:
            execute_from_command_line(["lapor", name.replace("-", "_"), *arguments])
        except OperationalError as fault:
            if getattr(fault.__cause__, "sqlstate", ""):  # the database is there, and refused something
                raise
            reason = str(fault).partition("\n")[0]
            raise CannotStart(f"{NO_DATABASE} ({reason})") from None

    return manage


def _parser(name: str) -> argparse.ArgumentParser:
    return argparse.ArgumentParser(prog=f"lapor {name}", description=PURPOSES[name])


if __name__ == "__main__":
    main()
