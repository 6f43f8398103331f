"""What the disk says of a file beyond its content: which file another one lies in, and which program has one
open. Several rooms ask it; nothing here reads a report."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from cchc_excel.words import Words, os_reason

_WORD = {".doc", ".docx", ".docm", ".rtf"}
_NAMES_AT = (55, 54)
"""Where the user's name stands in the lock file of Excel and of Word, as UTF-16 after its length; before it
stands what the code page of Windows leaves of it."""
_LONGEST_NAME, _LONGEST_LOCK = 54, 4096
_SHARING, _LOCKED = 32, 33
"""What Windows says of a file that another program holds."""
_HELD = Words("chương trình khác đang mở tệp", "another program has it open")


def file_of(path: Path) -> Path:
    """The file on the disk that a path leads to: itself, or the archive in which it lies
    (`thu.zip/Xã Lát.xlsx`); itself too where there is none."""
    return next((each for each in (path, *path.parents) if os.path.isfile(each)), path)


def are_same(one: Path, other: Path) -> bool:
    """True for two paths that lead to one file or folder on the disk."""
    return one.exists() and other.exists() and one.samefile(other)


@dataclass(frozen=True, slots=True)
class Lock:
    """The file that an office program keeps beside one that it has open; one that crashed leaves it there."""

    path: Path
    program: str
    user: str

    @property
    def holder(self) -> Words:
        """`Excel (người mở: Nguyễn Văn A)`."""
        if not self.user:
            return Words(self.program, self.program)
        return Words(f"{self.program} (người mở: {self.user})", f"{self.program} (opened by {self.user})")


def lock_of(path: Path) -> Lock | None:
    """The lock of a file that an office program has open; None where there is none."""
    for name, program in _lock_names(path):
        lock = path.with_name(name)
        if os.path.isfile(lock):
            return Lock(lock, program, _user_in(lock))
    return None


def why_refused(error: OSError, path: Path) -> Words:
    """Why the system refused a file, in words: that a program has it open, where that is known."""
    lock = lock_of(path) if isinstance(error, PermissionError) else None
    if lock is not None:
        holder = lock.holder
        return Words(f"đang mở trong {holder.vi}", f"open in {holder.en}")
    return _HELD if is_held(error) else os_reason(error)


def is_held(error: OSError) -> bool:
    """True where Windows says that another program holds the file."""
    return getattr(error, "winerror", None) in (_SHARING, _LOCKED)


def _lock_names(path: Path) -> Iterator[tuple[str, str]]:
    is_word = path.suffix.lower() in _WORD
    yield f"~${path.name}", "Word" if is_word else "Excel"
    if is_word:  # which puts the mark in place of up to two letters
        yield f"~${path.name[min(max(len(path.stem) - 6, 0), 2) :]}", "Word"
    yield f".~lock.{path.name}#", "LibreOffice"


def _user_in(lock: Path) -> str:
    try:
        with lock.open("rb") as file:
            content = file.read(_LONGEST_LOCK)
    except OSError:  # Excel lets nobody read its own
        return ""
    return _of_libreoffice(content) if lock.name.startswith(".~lock.") else _of_office(content)


def _of_libreoffice(content: bytes) -> str:
    """`Nguyễn Văn A,may\\nguyenvana,…`: the name that the user gave LibreOffice, or the account's."""
    named, account, *_ = (*content.decode("utf-8", "replace").split(","), "", "")
    return _shown(named) or _shown(account.rpartition("\\")[2].rpartition("/")[2])


def _of_office(content: bytes) -> str:
    for at in _NAMES_AT:
        length = int.from_bytes(content[at : at + 2], "little")
        name = content[at + 2 : at + 2 + 2 * length]
        if 0 < length <= _LONGEST_NAME and len(name) == 2 * length:
            return _shown(name.decode("utf-16-le", "replace"))
    return ""


def _shown(name: str) -> str:
    name = " ".join(name.split())
    return name if name.isprintable() and "\ufffd" not in name else ""
