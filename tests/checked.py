"""A run of `check` for the tests of its reports: some files, right and wrong, as the workflow gives them."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path

from support import report_of

from cchc_excel.errors import finding
from cchc_excel.output.findings import FileFindings
from cchc_excel.output.reports.content import Content, content_of
from cchc_excel.workflows.checking import check_read_file
from cchc_excel.workflows.reading import ReadFile
from cchc_excel.workflows.tools import load_tools

HOSTILE_UNIT = "<script>document.title='x'</script> & \"Xã\""
HOSTILE_FILE = "a\"b'<img src=x onerror=alert(1)>.xlsx"
_LATE = {"3.3.1": 71, "3.3.2": 72}
"""More cases in time than settled: an error of BM3-R03."""


def checked(file: str, values: dict[str, float], **more: object) -> FileFindings:
    """A readable file with values of form 3, or of others by their ids."""
    report = report_of("BM3", values, file=file, **more)
    report = replace(report, source=replace(report.source, sha256="0" * 64))
    return check_read_file(ReadFile(file, report, path=Path(file)), load_tools())


def unreadable(file: str) -> FileFindings:
    return check_read_file(ReadFile(file, None, finding("FILE-002", file=file), Path(file)), load_tools())


@cache
def run() -> tuple[FileFindings, ...]:
    """Errors, explained and unexplained warnings, a right file, an empty one, an unreadable one, bad names."""
    more = {"1": 3, "1.1": 4, "1.2": 5}
    return (
        checked("xã/Lát.xlsx", _LATE | more, unit="Xã Lát", notes={"1.1": "Đơn giản hóa cả thủ tục cũ."}),
        checked("xã/Đạ Sar.xlsx", {"3.3.1": 5, "3.3.2": 5, "3.3": 100}, unit="Xã Đạ Sar"),
        checked("xã/trống.xlsx", {}, unit="Xã Đạ Chais"),
        unreadable("xã/hỏng.xlsx"),
        checked(HOSTILE_FILE, _LATE, unit=HOSTILE_UNIT),
        checked("Đạ Nhim.txt", {"BM7:3.1": 10, "BM7:3.2": 11}, unit="Xã Đạ Nhim"),
    )


def content(lang: str = "vi", files: tuple[FileFindings, ...] | None = None) -> Content:
    """The run as a report that stands in the folder of the files says it."""
    return content_of(files if files is not None else run(), load_tools().catalogue, lang, Path())
