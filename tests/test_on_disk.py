"""Which file on the disk a path leads to, and which program has it open."""

from __future__ import annotations

import errno

import pytest

from cchc_excel.on_disk import file_of, lock_of, why_refused


def excel_lock(user: str, at: int = 55, size: int = 165) -> bytes:
    """A lock as Excel writes it (Word's begins one byte earlier): the name in the code page, then in UTF-16."""
    narrow = user.encode("ascii", "replace")
    name = len(user).to_bytes(2, "little") + user.encode("utf-16-le")
    return (bytes([len(narrow)]) + narrow).ljust(at, b" ") + name.ljust(size - at, b" ")


def held(code: int) -> OSError:
    """What Windows raises for a file that another program holds."""
    error = PermissionError(errno.EACCES, "Permission denied")
    error.winerror = code
    return error


def test_a_path_in_a_zip_leads_to_the_zip(tmp_path):
    (tmp_path / "thu.zip").write_bytes(b"x")
    assert file_of(tmp_path / "thu.zip/con/Xã Lát.xlsx") == tmp_path / "thu.zip"
    assert file_of(tmp_path / "thu.zip") == tmp_path / "thu.zip"
    assert file_of(tmp_path / "khong/co.xlsx") == tmp_path / "khong/co.xlsx"
    assert file_of(tmp_path) == tmp_path


@pytest.mark.parametrize(
    ("name", "lock", "content", "holder"),
    [
        ("Xã Lát.xlsx", "~$Xã Lát.xlsx", excel_lock("Nguyễn Văn A"), "Excel (người mở: Nguyễn Văn A)"),
        ("Xã Lát.xlsx", "~$Xã Lát.xlsx", b"", "Excel"),
        ("Xã Lát.xlsx", "~$Xã Lát.xlsx", b"\xff" * 165, "Excel"),
        ("Báo cáo.docx", "~$áo cáo.docx", excel_lock("Lê B", 54, 162), "Word (người mở: Lê B)"),
        ("Báo cáo.docx", "~$Báo cáo.docx", excel_lock("Lê B", 54, 162), "Word (người mở: Lê B)"),
        ("abcdefgh.docx", "~$cdefgh.docx", excel_lock("Lê B", 54, 162), "Word (người mở: Lê B)"),
        ("a.docx", "~$a.docx", excel_lock("Lê B", 54, 162), "Word (người mở: Lê B)"),
        ("a.ods", ".~lock.a.ods#", "Trần C,MAY1/tranc,may1,…;".encode(), "LibreOffice (người mở: Trần C)"),
        ("a.ods", ".~lock.a.ods#", b",MAY1\\tranc,may1,;", "LibreOffice (người mở: tranc)"),
        ("a.ods", ".~lock.a.ods#", b"", "LibreOffice"),
    ],
)
def test_a_lock_tells_program_and_user(tmp_path, name, lock, content, holder):
    (tmp_path / lock).write_bytes(content)
    found = lock_of(tmp_path / name)
    assert found is not None
    assert (found.path.name, found.holder.vi) == (lock, holder)


def test_the_lock_of_another_file_is_none(tmp_path):
    (tmp_path / "~$b.xlsx").write_bytes(b"")
    assert lock_of(tmp_path / "a.xlsx") is None
    assert lock_of(tmp_path / "~$b.xlsx") is None


def test_why_a_file_was_refused_says_that_it_is_open(tmp_path):
    path, denied = tmp_path / "a.xlsx", PermissionError(errno.EACCES, "Permission denied")
    assert why_refused(denied, path).vi == "không có quyền"
    assert why_refused(held(32), path).vi == "chương trình khác đang mở tệp"
    (tmp_path / "~$a.xlsx").write_bytes(excel_lock("Lê B"))
    assert why_refused(denied, path).vi == "đang mở trong Excel (người mở: Lê B)"
    assert why_refused(OSError(errno.ENOSPC, ""), path).vi == "đĩa đã đầy"
