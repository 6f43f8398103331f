"""A list of reporting units as xlsx or CSV, with the headings that `--units` takes."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from pathlib import Path

from cchc_excel.model.administration import Administration, ReportingUnit
from cchc_excel.output.book import new_book
from cchc_excel.output.tables import Column, write_table

_COLUMNS = (
    ("Mã", 10),
    ("Tên", 34),
    ("Tên khác", 30),
    ("Cấp", 12),
    ("Mã đơn vị cấp trên", 14),
    ("Đơn vị cấp trên", 34),
)


def write_unit_list(
    path: Path, units: Mapping[ReportingUnit, ReportingUnit | None], administration: Administration
) -> None:
    """Write units with the unit above each; CSV (UTF-8 with BOM, for Excel) or xlsx by the name's
    ending."""
    lines = [
        [
            u.code,
            u.name,
            "",
            administration.level(u.level).name.vi,
            u.parent_code,
            above.name if above else "",
        ]
        for u, above in units.items()
    ]
    if path.suffix.lower() == ".csv":
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            csv.writer(file).writerows([[name for name, _ in _COLUMNS], *lines])
        return
    with new_book(path) as book:
        write_table(book, "Danh sách đơn vị", [Column(name, width, "@") for name, width in _COLUMNS], lines)
