"""A list of reporting units as xlsx or CSV, with the headings that `--units` takes."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path

from cchc_excel.model.administration import Administration, ReportingUnit
from cchc_excel.output.book import new_book
from cchc_excel.output.tables import Column, write_table

_Line = tuple[ReportingUnit, ReportingUnit | None]
"""A unit and the unit above it."""


def write_unit_list(path: Path, units: Sequence[_Line], administration: Administration) -> None:
    """Write units with the unit above each; CSV (UTF-8 with a mark, for Excel) or xlsx by the name's
    ending."""
    columns = (
        Column("Mã", 10, lambda line: line[0].code),
        Column("Tên", 34, lambda line: line[0].name),
        Column("Tên khác", 30, lambda line: ""),
        Column("Cấp", 12, lambda line: administration.level(line[0].level).name.vi),
        Column("Mã đơn vị cấp trên", 14, lambda line: line[0].parent_code),
        Column("Đơn vị cấp trên", 34, lambda line: line[1].name if line[1] else ""),
        Column("Thời hạn", 13, lambda line: "", "dd/mm/yyyy"),
        Column("Liên hệ", 30, lambda line: ""),
    )
    if path.suffix.lower() == ".csv":
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            lines = ([c.value(line) for c in columns] for line in units)
            csv.writer(file).writerows([[c.heading for c in columns], *lines])
        return
    with new_book(path) as book:
        write_table(book, "Danh sách đơn vị", columns, units)
