import gzip
import re
from pathlib import Path

from django.core.files.storage import FileSystemStorage

from lapor.ui.storage import join_modules, join_sheets

STATIC = Path(__file__).parents[1] / "static"
SOURCES = {
    str(path.relative_to(STATIC)): (FileSystemStorage(STATIC), str(path.relative_to(STATIC)))
    for path in STATIC.rglob("*.*")
}


def test_every_sheet_is_in_the_list():
    listed = re.findall(r'url\("(css/\w+\.css)"\)', (STATIC / "ui/lapor.css").read_text())
    assert sorted(listed) == sorted(f"css/{path.name}" for path in (STATIC / "ui/css").glob("*.css"))


def test_joined_sheet_has_no_import_left_and_keeps_its_layers():
    sheet = join_sheets(SOURCES, "ui/lapor.css")
    assert "@import" not in sheet
    assert "@layer tokens {\n:root {" in sheet
    assert sheet.count("{") == sheet.count("}")


def test_joined_sheet_is_under_20_kilobytes_compressed():
    assert len(gzip.compress(join_sheets(SOURCES, "ui/lapor.css").encode())) < 20_000


def test_joined_script_has_each_module_in_a_block_of_its_own():
    script = join_modules(SOURCES, "ui/lapor.js")
    assert "import" not in re.sub(r"//.*|/\*.*?\*/", "", script)
    assert script.count("\n{\n") == len(re.findall("^import", (STATIC / "ui/lapor.js").read_text(), re.MULTILINE))


def test_each_module_is_under_2_kilobytes():
    assert all(path.stat().st_size < 2048 for path in (STATIC / "ui/js").glob("*.js"))


def test_no_sheet_or_script_asks_another_host():
    for path in [*STATIC.rglob("*.css"), *STATIC.rglob("*.js")]:
        assert not re.search(r"(https?:)?//\w+\.\w", path.read_text()), path.name
