"""New cells into the bytes of a sheet: only the bytes of the edited cells change, and of the rows and the
dimension that must hold them.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from xml.sax.saxutils import escape

from cchc_excel.model.grids import EXACT_INTEGERS, cell_address
from cchc_excel.output.package_edit.sheet_map import MappedCell, MappedRow, SheetMap, areas_of
from cchc_excel.output.package_edit.xml_tree import (
    Patch,
    opened,
    unclosed,
    with_attributes,
    with_patches,
    without_attributes,
)

ERROR_VALUES = frozenset({"#DIV/0!", "#N/A", "#NUM!", "#VALUE!"})


@dataclass(frozen=True, slots=True)
class CellEdit:
    """What a cell becomes: a number, a text, a truth value, or nothing.

    With `keeps_formula` the value is the formula's result (none: the result is dropped), an error value a
    text of ERROR_VALUES. `formula` is another text for the formula; alone it leaves the result as it is.
    """

    value: float | str | bool | None = None
    keeps_formula: bool = False
    formula: str | None = None


@dataclass(frozen=True, slots=True)
class Restyle:
    """Another style for a cell whose content stays; where there is no cell, a blank one of that style."""

    style: str


Edits = Mapping[tuple[int, int], CellEdit | Restyle]


def spliced(sheet: SheetMap, edits: Edits) -> bytes:
    """The sheet with its edits, in the encoding that it came in."""
    return sheet.encoded(with_patches(sheet.content, patches_of(sheet, edits)))


def patches_of(sheet: SheetMap, edits: Edits) -> Iterator[Patch]:
    """Which bytes of a sheet its edits change."""
    by_row: dict[int, dict[int, CellEdit | Restyle]] = {}
    for (row, column), edit in sorted(edits.items()):
        cell = sheet.cell(row, column)
        if cell is not None:
            yield from _on_cell(sheet, cell, edit)
        elif isinstance(edit, Restyle) or edit.value is not None:
            by_row.setdefault(row, {})[column] = edit
    yield from _new_cells(sheet, by_row)
    added = [(row, column) for row, line in by_row.items() for column in line]
    if added and sheet.dimension is not None:
        yield from _grown_dimension(sheet, added)


def _on_cell(sheet: SheetMap, cell: MappedCell, edit: CellEdit | Restyle) -> Iterator[Patch]:
    element, formula = cell.element, cell.formula
    if isinstance(edit, Restyle):
        tag = sheet.content[element.start : element.tag_end]
        yield element.start, element.tag_end, with_attributes(tag, {"s": edit.style})
        return
    if edit.formula is not None and formula is not None:
        yield formula.start, formula.end, _tagged(sheet.prefix, "f", edit.formula)
    if edit.keeps_formula:
        yield from _new_result(sheet, cell, edit)
    elif edit.formula is None:
        tag = sheet.content[element.start : element.tag_end]
        yield element.start, element.end, _whole_cell(sheet, tag, edit)


def _new_result(sheet: SheetMap, cell: MappedCell, edit: CellEdit) -> Iterator[Patch]:
    """Another result beside a formula that stays."""
    element, formula = cell.element, cell.formula
    tag = sheet.content[element.start : element.tag_end]
    kind, text = _as_result(edit.value)
    yield element.start, element.tag_end, _with_kind(without_attributes(tag, "t", "vm"), kind)
    yield from ((part.start, part.end, b"") for part in cell.parts if part is not formula)
    after = element.content_end if formula is None else formula.end
    if text is not None:
        yield after, after, _tagged(sheet.prefix, "v", text)


def _whole_cell(sheet: SheetMap, tag: bytes, edit: CellEdit) -> bytes:
    """A cell with its own start tag (its style stays) and a new content."""
    bare = unclosed(without_attributes(tag, "t", "cm", "vm", "ph"))
    name = tag[1:].split(None, 1)[0].rstrip(b"/>")
    prefix = sheet.prefix
    if edit.value is None:
        return bare + b"/>"
    if isinstance(edit.value, str):
        inner = (
            f'<{prefix}is><{prefix}t xml:space="preserve">{written_text(edit.value)}</{prefix}t></{prefix}is>'
        )
        return bare + b' t="inlineStr">' + inner.encode() + b"</" + name + b">"
    kind, text = _as_result(edit.value)
    return _with_kind(bare + b">", kind) + _tagged(prefix, "v", text) + b"</" + name + b">"


def _as_result(value: float | str | bool | None) -> tuple[str, str | None]:
    """The type attribute and the text of a value that stands in `v`."""
    if value is None:
        return "", None
    if isinstance(value, bool):
        return "b", str(int(value))
    if isinstance(value, str):
        return ("e" if value in ERROR_VALUES else "str"), value
    return "", number_text(value)


def number_text(value: float) -> str:
    """A number as the file format writes it: 71, 0.9859."""
    if not math.isfinite(value):
        raise ValueError(value)
    return (
        str(int(value)) if float(value).is_integer() and abs(value) < EXACT_INTEGERS else repr(float(value))
    )


def _new_cells(sheet: SheetMap, by_row: Mapping[int, Mapping[int, CellEdit | Restyle]]) -> Iterator[Patch]:
    data = sheet.sheet_data
    if data is None or not by_row:
        return
    new_rows = []
    for number, line in by_row.items():
        row = sheet.rows.get(number)
        if row is not None:
            yield from _into_row(sheet, row, line)
        else:
            new_rows.append((_row_after(sheet, number), number, _new_row(sheet, number, line)))
    if new_rows and data.is_empty_tag:
        tag = opened(sheet.content[data.start : data.tag_end])
        rows = b"".join(text for _, _, text in sorted(new_rows, key=lambda each: each[1]))
        yield data.start, data.end, tag + rows + f"</{data.tag}>".encode()
        return
    for place in sorted({place for place, _, _ in new_rows}):
        yield place, place, b"".join(text for at, _, text in new_rows if at == place)


def _row_after(sheet: SheetMap, number: int) -> int:
    """Where a row is inserted: before the first with a higher number."""
    later = [row.element.start for n, row in sheet.rows.items() if n > number]
    return min(later) if later else sheet.sheet_data.content_end


def _new_row(sheet: SheetMap, number: int, line: Mapping[int, CellEdit | Restyle]) -> bytes:
    cells = b"".join(_new_cell(sheet, number, column, edit) for column, edit in sorted(line.items()))
    return f'<{sheet.prefix}row r="{number}">'.encode() + cells + f"</{sheet.prefix}row>".encode()


def _into_row(sheet: SheetMap, row: MappedRow, line: Mapping[int, CellEdit | Restyle]) -> Iterator[Patch]:
    """Cells into a row that is there: each before the first cell that stands farther right."""
    element = row.element
    tag = _widened(sheet.content[element.start : element.tag_end], line)
    cells = {column: _new_cell(sheet, row.number, column, edit) for column, edit in sorted(line.items())}
    if element.is_empty_tag:
        yield (
            element.start,
            element.end,
            opened(tag) + b"".join(cells.values()) + f"</{element.tag}>".encode(),
        )
        return
    yield element.start, element.tag_end, tag
    places: dict[int, bytes] = {}
    for column, text in cells.items():
        later = [c.element.start for n, c in row.cells.items() if n > column]
        place = min(later) if later else element.content_end
        places[place] = places.get(place, b"") + text
    yield from ((place, place, text) for place, text in places.items())


def _new_cell(sheet: SheetMap, row: int, column: int, edit: CellEdit | Restyle) -> bytes:
    style = edit.style if isinstance(edit, Restyle) else sheet.style(row, column)
    look = f' s="{style}"' if style else ""
    tag = f'<{sheet.prefix}c r="{cell_address(row, column)}"{look}>'
    return _whole_cell(sheet, tag.encode(), CellEdit() if isinstance(edit, Restyle) else edit)


_SPANS = re.compile(rb"""(\sspans\s*=\s*["'])(\d+):(\d+)(["'])""")


def _widened(tag: bytes, line: Mapping[int, CellEdit | Restyle]) -> bytes:
    """A row's tag whose `spans` hold its new cells."""

    def widen(match: re.Match[bytes]) -> bytes:
        first, last = min(int(match[2]), *line), max(int(match[3]), *line)
        return match[1] + f"{first}:{last}".encode() + match[4]

    return _SPANS.sub(widen, tag)


_REFERENCE = re.compile(rb"""(\sref\s*=\s*["'])([^"']*)(["'])""")


def _grown_dimension(sheet: SheetMap, added: list[tuple[int, int]]) -> Iterator[Patch]:
    element = sheet.dimension
    rows, columns = zip(*added, strict=True)
    for top, left, bottom, right in areas_of(element.attributes.get("ref", ""))[:1]:
        first = cell_address(min(top, *rows), min(left, *columns))
        last = cell_address(max(bottom, *rows), max(right, *columns))
        tag = sheet.content[element.start : element.tag_end]
        new = _REFERENCE.sub(rb"\g<1>" + f"{first}:{last}".encode() + rb"\g<3>", tag)
        yield element.start, element.tag_end, new


def _with_kind(tag: bytes, kind: str) -> bytes:
    return tag[:-1] + f' t="{kind}">'.encode() if kind else tag


def _tagged(prefix: str, name: str, text: str) -> bytes:
    return f"<{prefix}{name}>{written_text(text)}</{prefix}{name}>".encode()


_LOOKS_ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]")


def written_text(text: str) -> str:
    """A text as the file format writes it: control characters, and what looks like one, as `_x000D_`."""
    text = _LOOKS_ESCAPED.sub("_x005F_", text.replace("\r\n", "\n"))
    return escape(_CONTROL.sub(lambda match: f"_x{ord(match[0]):04X}_", text))
