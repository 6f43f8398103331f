"""Binary workbooks: calamine's values, and what the records tell beside them."""

from __future__ import annotations

import struct
from datetime import datetime
from pathlib import Path

from sources.office_files import cell_styles, formula, number, record, row, text, xlsb

from cchc_excel.model.grids import Cell, SourceDocument
from cchc_excel.sources import read_source

STYLES = cell_styles((164, "0.00%"), (165, "dd/mm/yyyy"))


def document(tmp_path: Path, cells: bytes, **more: object) -> SourceDocument:
    path = tmp_path / "bao-cao.xlsb"
    path.write_bytes(xlsb(cells, styles=STYLES, **more))
    return read_source(path)


def test_values_formats_formulas_and_errors_are_known(tmp_path):
    cells = (
        row(2)
        + text(1, "Tỷ lệ")
        + number(2, 0.9859, 1)
        + number(3, 71)
        + record(4, struct.pack("<IIB", 3, 0, 1))
        + number(5, 45723, 2)
        + formula(9, 6, struct.pack("<d", 0.5), 1)
        + formula(8, 7, struct.pack("<I", 0))
        + formula(11, 8, b"\x07")
        + record(3, struct.pack("<IIB", 8, 0, 0x2A))
        + record(1, struct.pack("<II", 9, 1))
    )
    assert list(document(tmp_path, cells).grids[0].cells.values()) == [
        Cell(2, 1, "A2", "Tỷ lệ", "Tỷ lệ"),
        Cell(2, 2, "B2", 0.9859, "98,59%", "0.00%"),
        Cell(2, 3, "C2", 71, "71"),
        Cell(2, 4, "D2", True, "TRUE"),
        Cell(2, 5, "E2", datetime(2025, 3, 7), "07/03/2025", "dd/mm/yyyy"),
        Cell(2, 6, "F2", 0.5, "50,00%", "0.00%", "="),
        Cell(2, 7, "G2", "", "", "General", "="),
        Cell(2, 8, "H2", "#DIV/0!", "#DIV/0!", "General", "=", is_error=True),
        Cell(2, 9, "I2", "#N/A", "#N/A", "General", None, is_error=True),
    ]


def test_merged_areas_and_what_is_hidden_are_known(tmp_path):
    columns = record(60, struct.pack("<IIIIH", 1, 2, 2340, 0, 1))
    cells = row(1) + number(1, 1) + row(2, hidden=True) + number(1, 2)
    merged = record(176, struct.pack("<IIII", 0, 0, 0, 4))
    found = document(tmp_path, columns + cells + merged, hidden=True).grids[0]
    assert (found.name, found.hidden, found.merged) == ("Trang", True, ((1, 1, 1, 5),))
    assert (found.hidden_rows, found.hidden_columns) == ({2}, {2, 3})


def test_what_this_kind_cannot_tell_is_said(tmp_path):
    assert [n.code for n in document(tmp_path, row(1) + number(1, 1)).notices] == ["FILE-017"]
