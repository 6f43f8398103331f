"""Zip files among the inputs: what they hold is read like the files of a folder, and a hostile one ends in a
coded message, within bounds of time and memory, with nothing written anywhere."""

from __future__ import annotations

import io
import random
import struct
import subprocess
import sys
import zipfile
import zlib
from datetime import datetime
from pathlib import Path
from unicodedata import normalize

import pytest
from sources.office_files import row, xlsx, zipped

from cchc_excel.errors import BrokenFile, WrongUsage
from cchc_excel.sources import content_of, files_in, read_source
from cchc_excel.sources.archives import is_archive

BOOK = xlsx(row(1))
_SECONDS, _MEGABYTES = 8, 300
"""The time allowed is several times what is needed, for slow machines."""
_READ = r"""
import re, sys, time
from pathlib import Path
from cchc_excel.errors import BrokenFile
from cchc_excel.sources import files_in, read_source
began = time.perf_counter()
said = set()
for path in files_in((Path(sys.argv[1]),)):
    try:
        read_source(path)
        said.add("read")
    except BrokenFile as broken:
        said.add(broken.finding.code)
print(*sorted(said))
print(time.perf_counter() - began)
status = Path("/proc/self/status")
print(int(re.search(r"VmHWM:\s*(\d+)", status.read_text())[1]) // 1024 if status.exists() else 0)
"""


def names_in(folder: Path, *named: Path) -> list[str]:
    return [p.relative_to(folder).as_posix() for p in files_in(named or (folder,))]


def told(path: Path) -> str:
    """The kind of document that is read, or the code of the refusal."""
    try:
        return read_source(path).kind
    except BrokenFile as broken:
        return broken.finding.code


def all_told(folder: Path) -> dict[str, str]:
    return {p.relative_to(folder).as_posix(): told(p) for p in files_in((folder,))}


# ---- what is read ----


def test_the_files_of_a_zip_are_inputs_under_its_name(tmp_path):
    (tmp_path / "thu.zip").write_bytes(zipped({"Xã Lát.xlsx": BOOK, "Q1/Xã Đạ Sar.xlsx": BOOK}))
    (tmp_path / "a.xlsx").write_bytes(BOOK)
    assert all_told(tmp_path) == {
        "a.xlsx": "xlsx",
        "thu.zip/Q1/Xã Đạ Sar.xlsx": "xlsx",
        "thu.zip/Xã Lát.xlsx": "xlsx",
    }
    assert content_of(tmp_path / "thu.zip/Xã Lát.xlsx") == BOOK


def test_a_zip_and_a_file_in_it_can_be_named(tmp_path):
    file = tmp_path / "thu.zip"
    file.write_bytes(zipped({"con/a.xlsx": BOOK, "b.xlsx": BOOK, "gói.zip": zipped({"c.xlsx": BOOK})}))
    assert names_in(file, file) == ["b.xlsx", "con/a.xlsx", "gói.zip/c.xlsx"]
    assert names_in(file, file / "con/a.xlsx") == ["con/a.xlsx"]
    assert names_in(file, file / "gói.zip") == ["gói.zip/c.xlsx"]
    assert told(file / normalize("NFD", "gói.zip") / "c.xlsx") == "xlsx"


def test_a_file_that_a_zip_does_not_hold_is_told_like_one_that_is_not_there(tmp_path):
    (tmp_path / "a.zip").write_bytes(zipped({"a.xlsx": BOOK}))
    (tmp_path / "a.pdf").write_bytes(b"%PDF-1.7\n")
    assert told(tmp_path / "a.zip/b.xlsx") == "FILE-004"
    assert told(tmp_path / "a.pdf/b.xlsx") == "FILE-004"
    with pytest.raises(WrongUsage):
        list(files_in((tmp_path / "b.zip/a.xlsx",)))


def test_a_zip_is_told_by_its_content_and_a_workbook_is_none(tmp_path):
    (tmp_path / "thu.xlsx").write_bytes(zipped({"word/báo cáo.xlsx": BOOK}))
    (tmp_path / "so-lieu.zip").write_bytes(BOOK)
    assert all_told(tmp_path) == {"so-lieu.zip": "xlsx", "thu.xlsx/word/báo cáo.xlsx": "xlsx"}


def test_what_is_passed_over_in_a_folder_is_passed_over_in_a_zip(tmp_path):
    report = b'{"schema": 1, "files": []}'
    junk = {
        "__MACOSX/._a.xlsx": b"x",
        ".DS_Store": b"x",
        "Thumbs.db": b"x",
        "~$a.xlsx": b"x",
        ".git/b.xlsx": b"x",
        "desktop.ini": b"x",
        "kiem-tra.json": report,
    }
    kept = {"a.xlsx": BOOK, "c.pdf": b"%PDF-1.7"}
    (tmp_path / "thu").mkdir()
    for name, content in (junk | kept).items():
        file = tmp_path / "thu" / name
        file.parent.mkdir(exist_ok=True)
        file.write_bytes(content)
    (tmp_path / "thu.zip").write_bytes(zipped({**junk, **kept, "trống/": b""}))
    assert names_in(tmp_path / "thu") == ["a.xlsx", "c.pdf"]
    assert names_in(tmp_path / "thu.zip", tmp_path / "thu.zip") == ["a.xlsx", "c.pdf"]


def test_of_two_files_of_one_name_both_are_read(tmp_path):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive, pytest.warns(UserWarning, match="Duplicate name"):
        archive.writestr("a.csv", b"one")
        archive.writestr("a.csv", b"two")
    (tmp_path / "thu.zip").write_bytes(file.getvalue())
    found = {p.name: content_of(p) for p in files_in((tmp_path,))}
    assert found == {"a.csv": b"one", "a (2).csv": b"two"}


def test_a_report_in_a_zip_is_as_old_as_the_zip_says(tmp_path):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr(zipfile.ZipInfo("a.xlsx", (2025, 3, 10, 8, 30, 0)), BOOK)
        archive.writestr(zipfile.ZipInfo("b.xlsx", (1980, 0, 0, 0, 0, 0)), BOOK)
    (tmp_path / "thu.zip").write_bytes(file.getvalue())
    modified = read_source(tmp_path / "thu.zip/a.xlsx").modified
    assert modified is not None
    assert modified.astimezone().replace(tzinfo=None) == datetime(2025, 3, 10, 8, 30)
    assert read_source(tmp_path / "thu.zip/b.xlsx").modified is None


# ---- names ----


def as_packed(raw: bytes, *, flags: int = 0, extra: bytes = b"") -> bytes:
    """A zip of one stored workbook whose name is these bytes."""
    body = struct.pack(
        "<HHHHHLLLHH", 20, flags, 0, 0, 0x5A6A, zlib.crc32(BOOK), len(BOOK), len(BOOK), len(raw), len(extra)
    )
    local = b"PK\x03\x04" + body + raw + extra + BOOK
    entry = b"PK\x01\x02" + struct.pack("<H", 20) + body + struct.pack("<HHHLL", 0, 0, 0, 0, 0) + raw + extra
    end = b"PK\x05\x06" + struct.pack("<HHHHLLH", 0, 0, 1, 1, len(entry), len(local), 0)
    return local + entry + end


def in_utf_8_beside(raw: bytes, name: str, crc: int | None = None) -> bytes:
    field = b"\1" + struct.pack("<L", zlib.crc32(raw) if crc is None else crc) + name.encode()
    return struct.pack("<HH", 0x7075, len(field)) + field


CP1258 = normalize("NFD", "Đạ Sar").encode("cp1258")


@pytest.mark.parametrize(
    ("raw", "flags", "extra", "name"),
    [
        ("Xã Lát.xlsx".encode(), 0x800, b"", "Xã Lát.xlsx"),
        ("Xã Lát.xlsx".encode(), 0, b"", "Xã Lát.xlsx"),
        (normalize("NFD", "Xã Lát.xlsx").encode(), 0, b"", "Xã Lát.xlsx"),
        (CP1258 + b".xlsx", 0, b"", "Đạ Sar.xlsx"),
        ("Résumé.xlsx".encode("cp437"), 0, b"", "Résumé.xlsx"),
        (b"X? L?t.xlsx", 0, in_utf_8_beside(b"X? L?t.xlsx", "Xã Lát.xlsx"), "Xã Lát.xlsx"),
        (b"moi.xlsx", 0, in_utf_8_beside(b"moi.xlsx", "cũ.xlsx", crc=1), "moi.xlsx"),
        ("xã\\Xã Lát.xlsx".encode(), 0x800, b"", "xã/Xã Lát.xlsx"),
        (b"./xa//a.xlsx", 0, b"", "xa/a.xlsx"),
    ],
)
def test_a_name_is_read_as_it_was_written(tmp_path, raw, flags, extra, name):
    (tmp_path / "thu.zip").write_bytes(as_packed(raw, flags=flags, extra=extra))
    assert all_told(tmp_path) == {f"thu.zip/{name}": "xlsx"}


@pytest.mark.parametrize(
    "name",
    [
        "../a.xlsx",
        "con/../../a.xlsx",
        "/etc/a.xlsx",
        "C:\\a.xlsx",
        "con/C:a.xlsx",
        "\\\\may\\a.xlsx",
        "x" * 1001,
    ],
)
def test_a_name_that_leads_out_of_the_zip_is_refused_and_the_others_are_read(tmp_path, name):
    below = tmp_path / "a/b"
    below.mkdir(parents=True)
    (tmp_path / "a/a.xlsx").write_bytes(b"outside")
    (below / "thu.zip").write_bytes(zipped({name: b"inside", "b.xlsx": BOOK}))
    before = {p: p.read_bytes() for p in tmp_path.rglob("*") if p.is_file()}
    assert all_told(below) == {"thu.zip": "FILE-044", "thu.zip/b.xlsx": "xlsx"}
    assert {p: p.read_bytes() for p in tmp_path.rglob("*") if p.is_file()} == before


# ---- what cannot be opened ----


def encrypted(content: bytes) -> bytes:
    """A zip whose members are marked as encrypted."""
    changed = bytearray(content)
    for signature, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        start = 0
        while (start := content.find(signature, start)) >= 0:
            changed[start + at] |= 1
            start += 1
    return bytes(changed)


def test_a_zip_with_a_password_is_told_once_and_one_file_with_a_password_by_its_name(tmp_path):
    two = {"a.csv": b"id,value", "b.csv": b"id,value"}
    (tmp_path / "khoa.zip").write_bytes(encrypted(zipped(two)))
    half = bytearray(zipped(two))
    half[half.find(b"PK\x01\x02") + 8] |= 1
    (tmp_path / "nua.zip").write_bytes(half)
    assert all_told(tmp_path) == {
        "khoa.zip": "FILE-041",
        "nua.zip/a.csv": "FILE-041",
        "nua.zip/b.csv": told(tmp_path / "nua.zip/b.csv"),
    }
    assert content_of(tmp_path / "nua.zip/b.csv") == b"id,value"


def damaged_member() -> bytes:
    content = bytearray(zipped({"a.xlsx": BOOK, "b.xlsx": BOOK}))
    content[60:80] = bytes(20)
    return bytes(content)


def packed_by(method: int) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as archive:
        archive.writestr("a.xlsx", BOOK)
    return file.getvalue()


def nested(times: int) -> bytes:
    content = BOOK
    for n in range(times):
        content = zipped({("a.xlsx" if n == 0 else f"{n}.zip"): content})
    return content


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (zipped({"a.xlsx": BOOK})[:400], {"thu.zip": "FILE-042"}),
        (damaged_member(), {"thu.zip/a.xlsx": "FILE-042", "thu.zip/b.xlsx": "xlsx"}),
        (packed_by(zipfile.ZIP_LZMA), {"thu.zip/a.xlsx": "FILE-042"}),
        (zipped({}), {"thu.zip": "FILE-045"}),
        (zipped({".DS_Store": b"x", "trong/": b""}), {"thu.zip": "FILE-045"}),
        (nested(3), {"thu.zip/2.zip/1.zip/a.xlsx": "xlsx"}),
        (nested(4), {"thu.zip/3.zip/2.zip/1.zip": "FILE-046"}),
        (
            zipped({"hong.zip": zipped({"a.xlsx": BOOK})[:400], "b.xlsx": BOOK}),
            {"thu.zip/b.xlsx": "xlsx", "thu.zip/hong.zip": "FILE-042"},
        ),
        (b"PK\x03\x04 hong", {"thu.zip": "FILE-006"}),
        (BOOK[:400], {"thu.zip": "FILE-006"}),
    ],
)
def test_what_cannot_be_opened_is_told_with_its_place(tmp_path, content, expected):
    (tmp_path / "thu.zip").write_bytes(content)
    assert all_told(tmp_path) == expected


def test_where_one_file_is_wanted_a_zip_is_told_how_to_name_one(tmp_path):
    (tmp_path / "thu.zip").write_bytes(zipped({"Xã Lát.xlsx": BOOK}))
    with pytest.raises(BrokenFile) as refused:
        read_source(tmp_path / "thu.zip")
    assert refused.value.finding.fields["example"] == str(tmp_path / "thu.zip/Xã Lát.xlsx")


# ---- hostile ones ----


def zeros(megabytes: int):
    return (bytes(1 << 20) for _ in range(megabytes))


def zips_in_zips() -> bytes:
    """Sixteen zips of sixteen zips, and so on: some millions of files."""
    content = zipped({f"{n}.csv": b"x" for n in range(16)})
    for _ in range(4):
        content = zipped({f"{n}.zip": content for n in range(16)})
    return content


def lying() -> bytes:
    """A member of 200 MB that says it has 100 bytes."""
    content = bytearray(zipped({"a.xlsx": [b"PK\x03\x04", *zeros(200)]}))
    for signature, at in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        start = content.find(signature) + at
        content[start : start + 4] = (100).to_bytes(4, "little")
    return bytes(content)


def huge_directory() -> bytes:
    """A list of members of 90 MB."""
    entry = b"PK\x01\x02" + struct.pack("<HHHHHHLLLHHHHHLL", 20, 20, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0)
    directory = (entry + b"a") * 1_900_000
    local = b"PK\x03\x04" + struct.pack("<HHHHHLLLHH", 20, 0, 0, 0, 0, 0, 0, 0, 1, 0) + b"a"
    return (
        local + directory + b"PK\x05\x06" + struct.pack("<HHHHLLH", 0, 0, 9, 9, len(directory), len(local), 0)
    )


def namesakes() -> bytes:
    """Seventy thousand members of one name."""
    content = zipped({"a": b"x"})
    start, end = content.find(b"PK\x01\x02"), content.find(b"PK\x05\x06")
    entry, tail = content[start:end], bytearray(content[end:])
    tail[12:16] = (len(entry) * 70_000).to_bytes(4, "little")
    return content[:start] + entry * 70_000 + bytes(tail)


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (lambda: zipped({"a.xlsx": [b"PK\x03\x04", *zeros(300)]}), "FILE-043"),
        (lambda: zipped({f"{n}.csv": zeros(20) for n in range(20)}), "FILE-043"),
        (lambda: zipped({f"{n}.csv": b"x" for n in range(2001)}), "FILE-043"),
        (lambda: zipped({"a.csv": b"x", "sau.zip": zipped({f"{n}": b"x" for n in range(2000)})}), "FILE-043"),
        (zips_in_zips, "FILE-043"),
        (huge_directory, "FILE-043"),
        (namesakes, "FILE-043"),
        (lying, "FILE-042"),
    ],
    ids=[
        "one file",
        "many large files",
        "many files",
        "many files deep down",
        "zips in zips",
        "directory",
        "one name",
        "lies",
    ],
)
def test_a_zip_bomb_is_refused_in_no_time_and_little_memory(tmp_path, make, code):
    (tmp_path / "bom.zip").write_bytes(make())
    (tmp_path / "tot.xlsx").write_bytes(BOOK)
    done = subprocess.run(
        [sys.executable, "-c", _READ, str(tmp_path)], capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr
    said, seconds, megabytes = done.stdout.split("\n")[:3]
    assert said == f"{code} read"
    assert float(seconds) < _SECONDS
    assert int(megabytes) <= _MEGABYTES
    assert sorted(p.name for p in tmp_path.iterdir()) == ["bom.zip", "tot.xlsx"]


def test_a_file_in_a_zip_that_no_report_needs_is_too_large(tmp_path):
    piece = random.Random(1).randbytes(1 << 20)
    (tmp_path / "thu.zip").write_bytes(zipped({"a.csv": b"x", "lon.csv": [piece] * 64 + [b"x"]}))
    assert all_told(tmp_path)["thu.zip/lon.csv"] == "FILE-023"


def test_an_office_package_is_no_zip_of_files():
    assert not is_archive(io.BytesIO(BOOK))
    assert not is_archive(io.BytesIO(zipped({"mimetype": "application/vnd.oasis.opendocument.text"})))
    assert not is_archive(io.BytesIO(b"id,value"))
    assert is_archive(io.BytesIO(zipped({"a.xlsx": BOOK})))
