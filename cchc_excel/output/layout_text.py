"""A binding as the file of a layout, to be reviewed by a person and kept."""

from __future__ import annotations

import json
from collections.abc import Iterable

from cchc_excel.model.forms import Catalogue
from cchc_excel.model.grids import column_letters
from cchc_excel.model.layouts import DeclaredRow, DeclaredTable, Layout
from cchc_excel.model.sheets import BOUND_BY_WORDS
from cchc_excel.words import one_line

_HEAD = """\
# Bố cục của tệp {file}, do «cchc bieu-mau --bind» lập.
# Xem lại sheet, cột số liệu, cột ghi chú và hàng của từng chỉ tiêu; sửa xong, kiểm tra rồi dùng:
#   cchc bieu-mau --lint TỆP-NÀY
#   cchc kiem-tra THƯ-MỤC --layout TỆP-NÀY
# Hàng nào trong tệp gửi đến không còn đúng «label» thì hàng ấy được tìm lại như thường.
"""


def layout_text(
    layout: Layout, file: str, how: dict[str, tuple[str, float]], catalogue: Catalogue, missing: Iterable[str]
) -> str:
    """The TOML of a layout; `how` tells by id how a row was bound and how surely, `missing` are the rows
    that were not."""
    lines = [
        _HEAD.format(file=file),
        f"id = {_quoted(layout.id)}",
        f"title = {_quoted(layout.title)}",
    ]
    for table in layout.tables:
        lines += ["", "[[tables]]", f"sheet = {_quoted(table.sheet)}", *_columns(table), "rows = ["]
        lines += [_row(each, *how[each.id]) for each in table.rows]
        lines.append("]")
    if missing := list(missing):
        lines += ["", "# Chưa tìm thấy, tự thêm nếu có trong tệp:"]
        lines += [f"#   {row_id}  {one_line(catalogue.indicators[row_id].label)}" for row_id in missing]
    return "\n".join(lines)


def _columns(table: DeclaredTable) -> list[str]:
    found = []
    if table.value is not None:
        found.append(f'value = "{column_letters(table.value)}"')
    if table.note is not None:
        found.append(f'note = "{column_letters(table.note)}"')
    if table.units:
        units = ", ".join(f"{column_letters(c)} = {_quoted(name)}" for c, name in table.units.items())
        found.append(f"units = {{ {units} }}")
    return found


def _row(declared: DeclaredRow, how: str, confidence: float) -> str:
    said = BOUND_BY_WORDS.get(how, how)
    sure = f"{confidence:.2f}".replace(".", ",")
    entry = f'  {{id = "{declared.id}", row = {declared.row}, label = {_quoted(declared.label)}}},'
    return f"{entry}  # gắn theo {said}, độ chắc {sure}"


def _quoted(text: str) -> str:
    """A TOML basic string; JSON escapes alike."""
    return json.dumps(one_line(text), ensure_ascii=False)
