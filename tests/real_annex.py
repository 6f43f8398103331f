"""The real annex (xã Đưng K'Nớ, Quý I năm 2025) as rows, for tests that write it in another kind of file."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from cchc_excel.model.grids import Grid
from cchc_excel.sources.published import read_published

PUBLISHED = Path(__file__).parents[1] / "samples/bao-cao-cong-bo/bao-cao-cchc-dung-kno-2025-quy-1.txt"
HEADER = ("STT", "Chỉ tiêu thống kê", "Đơn vị tính", "Số liệu", "Ghi chú")
TITLE = "BIỂU MẪU THỐNG KÊ SỐ LIỆU BÁO CÁO CẢI CÁCH HÀNH CHÍNH QUÝ I NĂM 2025 TẠI UBND XÃ ĐƯNG K’NỚ"


@dataclass(frozen=True, slots=True)
class RealForm:
    """One form: its heading, its title, and its rows as (code, label, measure unit, value, note)."""

    heading: str
    title: str
    rows: tuple[tuple[str, ...], ...]

    def values(self) -> dict[str, str]:
        return {row[0]: row[3] for row in self.rows if row[3]}


def real_forms() -> list[RealForm]:
    grids = read_published(PUBLISHED, PUBLISHED.read_bytes()).grids
    return [RealForm(grid.name, grid.text_at(2, 1), _rows(grid)) for grid in grids]


def real_values() -> dict[str, dict[str, str]]:
    """The 33 filled values as {heading: {code: shown text}}."""
    values = {form.heading: form.values() for form in real_forms()}
    assert sum(map(len, values.values())) == 33
    return values


def values_in(grids: tuple[Grid, ...]) -> dict[str, dict[str, str]]:
    """The values of grids that hold one form each: their heading stands in a line above, codes in column 1
    and values in column 4 below the header."""
    return {_heading(grid): _values(grid) for grid in grids if _heading(grid)}


def _heading(grid: Grid) -> str:
    lines = [grid.text_at(row, 1) for row, cells in grid.rows() if len(cells) == 1]
    return next((line for line in lines if line.startswith("Biểu mẫu ")), "")


def _values(grid: Grid) -> dict[str, str]:
    lines = {row: grid.text_at(row, 1).rstrip(".") for row, _ in grid.rows() if grid.text_at(row, 4)}
    return {code: grid.text_at(row, 4) for row, code in lines.items() if code[:1].isdigit()}


def _rows(grid: Grid) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(grid.text_at(row, c) for c in range(1, 6)) for row, _ in grid.rows() if row > 3)
