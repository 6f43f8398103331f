"""How a message names a place: form, cell and row, `Biểu mẫu 3, ô D18 (dòng 3.3.2)`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from cchc_excel.model.forms import Catalogue, Check, Indicator
from cchc_excel.words import Words


def place_of(indicator: Indicator, catalogue: Catalogue, place: str) -> Words:
    """Name one row's cell. `place` is sheet and cell (`Biểu mẫu 3!D18`); in a text the cell is `dòng 631`,
    in a list `mục 5`, in a document `hàng 5, cột 4`; it is empty where the row has no cell."""
    return places_of([(indicator, place)], catalogue)


def places_of(rows: Iterable[tuple[Indicator, str]], catalogue: Catalogue) -> Words:
    """Name several cells, those of one form together: `Biểu mẫu 3, ô D18 và D17 (dòng 3.3.2 và 3.3.1)`.
    The sheet is named where it is not called like the form."""
    by_sheet: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for indicator, place in rows:
        sheet, _, address = place.rpartition("!")
        key = (catalogue.form_of(indicator.id).short, sheet)
        by_sheet.setdefault(key, []).append((indicator.code, address))
    named = [_of_form(form, sheet, pairs) for (form, sheet), pairs in by_sheet.items()]
    return Words(_listed([w.vi for w in named], "và", "; "), _listed([w.en for w in named], "and", "; "))


def row_name(row_id: str, check: Check, catalogue: Catalogue) -> Words:
    """A row's name in a rule's sentence: with its form where the rule crosses forms."""
    form, _, code = row_id.partition(":")
    if len({i.partition(":")[0] for i in check.ids}) == 1:
        return Words(f"dòng {code}", f"row {code}")
    short = catalogue.form_by_id[form].short
    return Words(f"dòng {code} ({short})", f"row {code} ({form})")


def _of_form(form: str, sheet: str, pairs: Sequence[tuple[str, str]]) -> Words:
    codes, addresses = [code for code, _ in pairs], [address for _, address in pairs]
    rows = Words("dòng " + _listed(codes, "và"), "row " + _listed(codes, "and"))
    if not all(addresses):
        return Words(f"{form}, {rows.vi}", f"{form}, {rows.en}")
    if "cột" in addresses[0]:
        return _in_table(form, sheet, rows, addresses)
    if " " in addresses[0]:  # a line of a text or of a list, not a cell
        kind = addresses[0].split()[0]
        numbers = [a.split()[1] for a in addresses]
        source = "văn bản" if kind == "dòng" else "danh sách"
        return Words(
            f"{form}, {rows.vi} ({kind} {_listed(numbers, 'và')} của {source})",
            f"{form}, {rows.en} (line {_listed(numbers, 'and')})",
        )
    where = (
        Words(form, form) if sheet == form else Words(f"{form}, sheet «{sheet}»", f"{form}, sheet «{sheet}»")
    )
    return Words(
        f"{where.vi}, ô {_listed(addresses, 'và')} ({rows.vi})",
        f"{where.en}, cell {_listed(addresses, 'and')} ({rows.en})",
    )


_OF_TABLES = {"bảng": "table", "Bảng": "Table", "hàng": "row", "cột": "column"}


def _in_table(form: str, sheet: str, rows: Words, addresses: Sequence[str]) -> Words:
    """`Biểu mẫu 3, Bảng 3, hàng 5, cột 4 (dòng 3.3.1)`: a table of a document has no letters for its
    columns."""
    vi = f"{form}, {sheet}, {_listed(addresses, 'và')} ({rows.vi})"
    en = f"{sheet}, {_listed(addresses, 'and')}"
    en = " ".join(_OF_TABLES.get(word, word) for word in en.split(" "))
    return Words(vi, f"{form}, {en} ({rows.en})")


def _listed(parts: Sequence[str], word: str, comma: str = ", ") -> str:
    """`a, b và c`."""
    return comma.join(parts[:-1]) + f" {word} " + parts[-1] if len(parts) > 1 else parts[0]
