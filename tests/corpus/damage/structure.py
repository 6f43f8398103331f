"""What happens to the rows of a table: deleted, inserted, moved, hidden, typed twice. Labels stay intact."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from random import Random

from cchc_excel.model.forms import Kind

from ..book import Book, Cell, Line, Sheet
from ..values import NOT_OF_A_COMMUNE, ROWS

_TWINS = ("BM1:4.2", "BM2a:2.2.2", "BM2a:3.2.1", "BM3:2.1.2", "BM3:3.2.1", "BM5:2.5", "BM6:2.3", "BM4:3.2")
"""Rows whose label another row bears too, or nearly."""
_HEADINGS = tuple(i for i, row in ROWS.items() if row.kind is Kind.HEADING)
_OWN = (
    ("Số hồ sơ TTHC giải quyết trễ hạn", "Hồ sơ", 3),
    ("Số cuộc họp Ban Chỉ đạo CCHC", "Cuộc", 2),
    ("Số mô hình, sáng kiến CCHC", "Sáng kiến", 1),
    ("Số lượt công dân được tiếp", "Lượt", 47),
)


def deleted(rows: Collection[str]) -> Callable[[Book, Random], None]:
    def damage(book: Book, rng: Random) -> None:
        for sheet, line in book.lines():
            if line.row in rows:
                sheet.lines.remove(line)

    return damage


def some_deleted(book: Book, rng: Random) -> None:
    deleted(rng.sample(sorted(ROWS), 9))(book, rng)


def inserted(make: Callable[[Line, Random], Line], share: float) -> Callable[[Book, Random], None]:
    """Damage that puts a line before a share of the rows."""

    def damage(book: Book, rng: Random) -> None:
        for sheet, line in book.lines():
            if line.row and not sheet.hidden and rng.random() < share:
                sheet.lines.insert(_index(sheet, line), make(line, rng))

    return damage


def _index(sheet: Sheet, line: Line) -> int:
    return next(n for n, each in enumerate(sheet.lines) if each is line)


def _like(line: Line, **by_role: object) -> Line:
    """A line with cells in the same columns, those of some roles filled."""
    return Line({at: Cell(by_role.get(cell.role)) for at, cell in line.cells.items()})


def blank(line: Line, rng: Random) -> Line:
    return _like(line)


def subtotal(line: Line, rng: Random) -> Line:
    return _like(line, label=rng.choice(("Cộng", "Tổng cộng", "Cộng mục")), value=rng.randint(1, 300))


def section(line: Line, rng: Random) -> Line:
    words = ("NHÓM CHỈ TIÊU CẤP XÃ", "Trong đó:", "Phần do Văn phòng tổng hợp", "Các chỉ tiêu định lượng")
    return _like(line, code=rng.choice(("A", "B", "*", None)), label=rng.choice(words))


def explanation(line: Line, rng: Random) -> Line:
    words = (
        "(= số đúng hạn / tổng số x 100%)",
        "Cách tính: lũy kế từ đầu năm",
        "(gồm cả số kỳ trước chuyển sang)",
    )
    return _like(line, label=rng.choice(words))


def own_indicator(line: Line, rng: Random) -> Line:
    """An indicator of the commune's own, with a figure."""
    label, unit, figure = rng.choice(_OWN)
    return _like(line, code="*", label=label, unit=unit, value=figure)


def own_with_code(book: Book, rng: Random) -> None:
    """An own indicator took a code of the form, and the codes after it in its group moved up by one."""
    for before in ("BM1:2.1", "BM3:3.3.1", "BM4:2.3", "BM5:2.2", "BM7:3.1"):
        group = [i for i in ROWS if _parent(i) == _parent(before)]
        moved = group[group.index(before) :]
        for sheet, line in book.lines():
            if line.row == before:
                own = own_indicator(line, rng)
                _set_code(own, line, before.partition(":")[2])
                sheet.lines.insert(_index(sheet, line), own)
            if line.row in moved:
                _set_code(line, line, _next(line.row))


def _parent(row: str) -> str:
    form, _, code = row.partition(":")
    return f"{form}:{code.rpartition('.')[0]}"


def _next(row: str) -> str:
    above, _, last = row.partition(":")[2].rpartition(".")
    return f"{above}.{int(last) + 1}" if above else str(int(last) + 1)


def _set_code(target: Line, like: Line, code: str) -> None:
    at = next((at for at, cell in like.cells.items() if cell.role == "code"), None)
    if at is not None:
        target.cells[at].value = code


def twice(book: Book, rng: Random) -> None:
    """Five rows typed twice with different figures: which one is meant cannot be known."""
    chosen = rng.sample([c.row for c in book.figures() if c.figure.number is not None], 5)
    for sheet, line in book.lines():
        if line.row in chosen and not sheet.hidden:
            copy = _copied(line)
            sheet.lines.insert(_index(sheet, line) + 1, copy)
            book.replace_figures(line.role("value"), copy.role("value"))


def _copied(line: Line) -> Line:
    """The line once more, with another figure."""
    cells = {
        at: Cell(c.value, c.role, c.row, c.number_format, c.span, c.figure, c.report, c.font)
        for at, c in line.cells.items()
    }
    copy = Line(cells)
    value = copy.role("value")
    value.value = (value.value if isinstance(value.value, (int, float)) else 0) + (
        0.01 if "%" in value.number_format else 7
    )
    return copy


def moved(book: Book, rng: Random) -> None:
    """Groups of a form change places: the commune's own section first, parts before their whole."""
    for sheet in book.sheets:
        _reorder(sheet, ("BM3:3.3", "BM3:3.3.1", "BM3:3.3.2"), "BM3:2.1")
        _reorder(sheet, ("BM4:3", "BM4:3.1", "BM4:3.2", "BM4:3.3", "BM4:3.4"), "BM4:2")
        _reorder(sheet, ("BM1:5", "BM1:5.1", "BM1:5.2"), "BM1:3")
        _reorder(sheet, ("BM7:3.1", "BM7:3.2"), "BM7:3")
        _reorder(sheet, ("BM6:2.6",), "BM6:2.2")


def _reorder(sheet: Sheet, rows: Collection[str], before: str) -> None:
    group = [line for line in sheet.lines if line.row in rows]
    target = next((line for line in sheet.lines if line.row == before), None)
    if group and target is not None:
        sheet.lines = [line for line in sheet.lines if line.row not in rows]
        at = _index(sheet, target)
        sheet.lines[at:at] = group


def hidden(rows: Collection[str]) -> Callable[[Book, Random], None]:
    def damage(book: Book, rng: Random) -> None:
        for _, line in book.lines():
            line.hidden = line.hidden or line.row in rows

    return damage


def old_line_hidden(book: Book, rng: Random) -> None:
    """Before some rows the old line was kept, hidden, with its old figure."""
    for sheet, line in book.lines():
        if line.row and not sheet.hidden and rng.random() < 0.25:
            copy = _copied(line)
            for cell in copy.cells.values():
                cell.figure = None
            copy.hidden = True
            sheet.lines.insert(_index(sheet, line), copy)


STRUCTURE: Mapping[str, Callable[[Book, Random], None]] = {
    "rows-deleted": some_deleted,
    "twins-deleted": deleted(_TWINS),
    "not-ours-deleted": deleted(NOT_OF_A_COMMUNE),
    "headings-deleted": deleted(_HEADINGS),
    "blank-lines": inserted(blank, 0.2),
    "subtotals": inserted(subtotal, 0.1),
    "sections": inserted(section, 0.1),
    "explanations": inserted(explanation, 0.12),
    "own-indicators": inserted(own_indicator, 0.1),
    "own-with-code": own_with_code,
    "rows-twice": twice,
    "rows-moved": moved,
    "rows-hidden": hidden(NOT_OF_A_COMMUNE),
    "filled-rows-hidden": hidden(("BM3:3.3.1", "BM4:2.1", "BM1:1", "BM6:1.1", "BM5:3")),
    "old-lines-hidden": old_line_hidden,
}
