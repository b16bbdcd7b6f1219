"""The package as a file: the same files give the same bytes, and whatever was changed is found."""

import hashlib
import zipfile
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lapor.ombudsman import archive

FILES = {"handover.json": b"{}", "lampiran/001.jpg": b"\xff\xd8"}


def test_what_was_packed_is_read_again():
    assert archive.verify(archive.pack(FILES)) == FILES


def test_the_order_in_which_files_come_makes_no_difference():
    assert archive.pack(dict(reversed(FILES.items()))) == archive.pack(FILES)


def test_the_manifest_is_what_sha256sum_checks():
    with zipfile.ZipFile(BytesIO(archive.pack(FILES))) as packed:
        lines = packed.read(archive.MANIFEST).decode().splitlines()
    assert lines[0] == f"{hashlib.sha256(b'{}').hexdigest()}  handover.json"


@given(place=st.integers(0, 10_000), bit=st.integers(0, 7))
def test_one_changed_bit_anywhere_is_found(place, bit):
    packed = bytearray(archive.pack(FILES))
    packed[place % len(packed)] ^= 1 << bit
    with pytest.raises(archive.Altered):
        archive.verify(bytes(packed))


@given(st.binary(max_size=300))
def test_anything_else_is_no_package(content):
    with pytest.raises(archive.Altered):
        archive.verify(content)


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize("change", [{"added.txt": b"x"}, {"handover.json": b"[]"}])
def test_a_file_that_was_added_or_replaced_is_found(change):
    packed = BytesIO(archive.pack(FILES))
    with zipfile.ZipFile(packed, "a") as zipped:
        for name, content in change.items():
            zipped.writestr(name, content)
    with pytest.raises(archive.Altered):
        archive.verify(packed.getvalue())


def test_a_compressed_file_is_refused_before_it_is_unpacked():
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as zipped:
        zipped.writestr("handover.json", b"0" * 1_000_000)
    with pytest.raises(archive.Altered):
        archive.verify(packed.getvalue())
