"""`python -m bench`: BENCH=life for one group, ROWS= for the size of the database, LAPOR_HOME for where it is kept."""

import importlib
import os
import sys
from pathlib import Path

import django

GROUPS = ("life", "agencies", "notices", "channels")
ROOT = Path(__file__).resolve().parents[1]


def main() -> None:
    """Measure the groups asked for; print the table and write it to LAPOR_HOME/bench.json."""
    asked = os.environ.get("BENCH") or ""
    groups = [group for group in GROUPS if asked in ("", group)]
    rows = os.environ.get("ROWS") or "1000000"
    if not groups or not rows.isdecimal() or int(rows) < 1000:
        sys.exit(f"BENCH adalah salah satu dari: {', '.join(GROUPS)}; ROWS paling sedikit 1000.")
    home = Path(os.environ.get("LAPOR_HOME") or ROOT / "var").resolve()
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    os.environ["LAPOR_HOME"] = str(home / "bench")  # its own keys and cluster, beside those of the installation

    from bench import database, figures

    found = []
    with database.ready(int(rows)) as bench:
        os.environ.update(bench.many)
        django.setup()
        for group in groups:
            for figure in importlib.import_module(f"bench.{group}").figures(bench):
                print(f"  {figure.name} = {figure.value:,.6g} {figure.unit}", flush=True)
                found.append(figure)
    print(f"\n{figures.table(found)}")
    figures.write(home / "bench.json", found)


if __name__ == "__main__":
    main()
