"""What is wrong with the texts of a rule that a person wrote, each fault with the position of its character
and, where the slip is a usual one, with what to write instead.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping

from cchc_excel.catalog.rules import MACROS
from cchc_excel.model.expressions import (
    ExcelCell,
    ExpressionError,
    Node,
    nesting,
    parse_logic,
    references,
    row_places,
    sides,
    sides_as_excel,
    to_excel,
)
from cchc_excel.model.forms import Check, Indicator
from cchc_excel.words import format_number

Faults = Iterator[tuple[int, str]]
"""The position of a character from 0, and the fault."""
_LONGEST_TEXT, _MOST_DIGITS, _MOST_DECIMALS = 2_000, 15, 6
_NUMERIC_MACROS = frozenset({"row", "equals", "denominator"})
_ANY_ROW = "?"
_LONGEST_FORMULA, _DEEPEST, _MOST_ROWS = 8_000, 60, 40
"""Excel takes 8,192 characters and 64 levels; around a verdict stand a few more of both."""
_WIDEST_CELL = "'Biểu mẫu 2a'!$D$100"
_HINTS = (
    (re.compile(r"\s*,\s*\d"), "số thập phân viết bằng dấu chấm, ví dụ 0.9"),
    (re.compile(r"\s*%"), "không viết %: 90 là 90 %"),
    (re.compile(r"\s*(?:≥|≤|≠|!=|==|<>=|=<|=>\s*=)"), "so sánh viết >=, <=, =, <>"),
    (re.compile(r"\s*(?:AND|OR|And|Or|và|hoặc|&&?|\|\|?)"), "viết thường: and, or"),
    (re.compile(r"\s*(?:×|x(?=\s*\d)|÷|:)"), "nhân, chia viết *, /"),
    (re.compile(r"\s*bm\w+:"), "tên biểu viết hoa, ví dụ BM3:[3.1]"),
    (re.compile(r"\s*\["), "dòng viết liền trong ngoặc vuông, ví dụ [3.3.1] hoặc BM3:[3.3.1]"),
)


def faults_in_text(expect: str, form: str | None, row_ids: Collection[str], *, each: bool) -> Faults:
    """What is wrong with what must hold; `each` is true for a rule that holds for every row of a kind."""
    if len(expect) > _LONGEST_TEXT:
        yield 0, f"quy tắc dài {len(expect)} ký tự, nhiều nhất {_LONGEST_TEXT}: tách thành nhiều quy tắc"
        return
    strange = list(_strange_macros(expect, each=each))
    yield from strange
    if strange:
        return
    text = re.sub(r"\{(\w+)\}", _stand_in, expect)
    try:
        parse_logic(text, form or "")
        named = row_places(text, form)
    except ExpressionError as error:
        yield error.position, error.fault + _hint(text, error.position)
        return
    except RecursionError:
        yield 0, "quy tắc lồng quá nhiều lớp: tách thành nhiều quy tắc"
        return
    yield from _faults_of_rows(named, row_ids)
    if not named:
        yield 0, "quy tắc phải nêu ít nhất một dòng, ví dụ [3.3.1]"
    for match in re.finditer(r"(?<![\w.\[])\d[\d.]*(?![\w.]*\])", text):
        if sum(map(str.isdigit, match[0])) > _MOST_DIGITS:
            yield match.start(), f"con số có hơn {_MOST_DIGITS} chữ số, Excel không giữ được"
        elif len(match[0].partition(".")[2]) > _MOST_DECIMALS:
            yield match.start(), f"con số có hơn {_MOST_DECIMALS} chữ số thập phân, hơn mức được so sánh"


def faults_in_message(message: str, form: str | None, node: Node | None, each: Iterable[str]) -> Faults:
    """The fields of a message that nothing would fill; `each` are those that every row of the kind fills."""
    rows = set(references(node)) if node is not None else set()
    numbers = {"left", "right", "imbalance", "computed"} if node is None or all(sides(node)) else ()
    known = {*rows, *numbers, *each}
    for match in re.finditer(r"\{([^{}]*)\}", message):
        name = match[1] if ":" in match[1] or not match[1][:1].isdigit() else f"{form}:{match[1]}"
        if name not in known:
            may_be = ", ".join(f"{{{each}}}" for each in sorted(known)) or "không có"
            yield match.start(), f"chỗ điền lạ «{match[0]}» (được dùng: {may_be})"


def words_for_each(checks: Iterable[Check]) -> set[str]:
    """What a message of a rule for every row of a kind may name: what all its rows fill."""
    words = [set(check.words) for check in checks]
    return {"row", *(set.intersection(*words) if words else ())}


def too_large(check: Check, indicators: Mapping[str, Indicator]) -> str:
    """Why Excel would not take a check's formulas; empty where it would."""
    ids = check.ids
    if len(ids) > _MOST_ROWS:
        return f"quy tắc nêu {len(ids)} dòng, nhiều nhất {_MOST_ROWS}: tách thành nhiều quy tắc"

    def cell_of(row: str) -> ExcelCell:
        return ExcelCell(_WIDEST_CELL, indicators[row].scale)

    missing = check.rule.missing
    formulas = [to_excel(check.node, missing, cell_of), *sides_as_excel(check.node, missing, cell_of)]
    longest = max(len(formula) for formula in formulas if formula)
    if longest > _LONGEST_FORMULA:
        shown = format_number(longest)
        return f"công thức Excel của quy tắc dài {shown} ký tự, Excel nhận nhiều nhất 8.192: viết ngắn lại"
    if max(map(nesting, filter(None, formulas))) > _DEEPEST:
        return "quy tắc lồng quá nhiều lớp cho Excel: tách thành nhiều quy tắc"
    return ""


def _strange_macros(expect: str, *, each: bool) -> Faults:
    for match in re.finditer(r"\{(\w*)\}", expect):
        if match[1] not in MACROS:
            yield match.start(), f"chỗ điền lạ «{match[0]}» (được dùng: {', '.join(sorted(MACROS))})"
        elif not each:
            yield match.start(), f"«{match[0]}» chỉ dùng trong quy tắc của mọi dòng cùng loại (thêm «each»)"


def _stand_in(macro: re.Match[str]) -> str:
    """A row or a condition in place of a macro, as long as it is, so that positions stay."""
    length = len(macro[0])
    return f"[{_ANY_ROW * (length - 2)}]" if macro[1] in _NUMERIC_MACROS else "0=0".ljust(length)


def _hint(text: str, position: int) -> str:
    hint = next((words for pattern, words in _HINTS if pattern.match(text, position)), "")
    return f"; {hint}" if hint else ""


def _faults_of_rows(named: Iterable[tuple[str, int]], row_ids: Collection[str]) -> Faults:
    for row_id, position in named:
        if row_id in row_ids or row_id.endswith(_ANY_ROW):
            continue
        if row_id.startswith(":"):
            yield position, "dòng phải kèm tên biểu, ví dụ BM3:[3.1], hoặc khai báo «form»"
        else:
            yield position, f"không có dòng {row_id}"
