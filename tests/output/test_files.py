"""A file is written whole or not at all, and never over one that is open."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from cchc_excel.errors import BrokenFile, WrongUsage
from cchc_excel.output.files import check_target, write_whole


@pytest.fixture
def target(tmp_path):
    path = tmp_path / "huyen.xlsx"
    path.write_bytes(b"before")
    return path


def lock(target: Path) -> Path:
    beside = target.with_name(f"~${target.name}")
    beside.write_bytes(b"")
    return beside


def write(path: Path) -> None:
    path.write_bytes(b"after")


def test_a_target_that_is_open_is_refused_before_any_work(target):
    lock(target)
    with pytest.raises(WrongUsage) as refused:
        check_target(target, force=True)
    assert refused.value.finding.code == "FILE-048"
    assert "Excel" in refused.value.finding.message()
    assert "«~$huyen.xlsx»" in refused.value.finding.message()


def test_the_lock_of_a_file_that_is_gone_forbids_nothing(target):
    lock(target)
    target.unlink()
    check_target(target, force=False)
    write_whole(target, write)
    assert target.read_bytes() == b"after"


def test_a_target_that_was_opened_meanwhile_stays_as_it_is(target):
    def write_and_open(path: Path) -> None:
        write(path)
        lock(target)

    with pytest.raises(BrokenFile) as refused:
        write_whole(target, write_and_open)
    assert refused.value.finding.code == "FILE-048"
    assert target.read_bytes() == b"before"
    assert sorted(p.name for p in target.parent.iterdir()) == ["huyen.xlsx", "~$huyen.xlsx"]


def test_a_target_that_windows_lets_nobody_write_is_open(target, monkeypatch):
    def refuse(*_: object) -> None:
        error = PermissionError(errno.EACCES, "Permission denied")
        error.winerror = 32
        raise error

    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(WrongUsage) as refused:
        check_target(target, force=True)
    assert refused.value.finding.code == "FILE-049"


def test_a_target_that_cannot_be_moved_over_is_told_with_the_reason(target, monkeypatch):
    def refuse(*_: object) -> None:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(os, "replace", refuse)
    with pytest.raises(BrokenFile) as refused:
        write_whole(target, write)
    assert refused.value.finding.code == "FILE-011"
    assert "Đóng tệp nếu đang mở trong Excel" in refused.value.finding.message()
    assert [p.name for p in target.parent.iterdir()] == ["huyen.xlsx"]
