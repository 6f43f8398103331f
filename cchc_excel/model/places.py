"""How a message names a place: form, cell and row, `Biểu mẫu 3, ô D18 (dòng 3.3.2)`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from cchc_excel.model.forms import Catalogue, Check, Indicator
from cchc_excel.words import Words


def place_of(indicator: Indicator, catalogue: Catalogue, address: str) -> Words:
    """Name one row's cell; an address in a text is `dòng 631`, in a list `mục 5`, else a cell."""
    return places_of([(indicator, address)], catalogue)


def places_of(rows: Iterable[tuple[Indicator, str]], catalogue: Catalogue) -> Words:
    """Name several cells, those of one form together: `Biểu mẫu 3, ô D18 và D17 (dòng 3.3.2 và 3.3.1)`."""
    by_form: dict[str, list[tuple[str, str]]] = {}
    for indicator, address in rows:
        by_form.setdefault(catalogue.form_of(indicator.id).short, []).append((indicator.code, address))
    named = [_of_form(form, pairs) for form, pairs in by_form.items()]
    return Words(_listed([w.vi for w in named], "và", "; "), _listed([w.en for w in named], "and", "; "))


def row_name(row_id: str, check: Check, catalogue: Catalogue) -> Words:
    """A row's name in a rule's sentence: with its form where the rule crosses forms."""
    form, _, code = row_id.partition(":")
    if len({i.partition(":")[0] for i in check.ids}) == 1:
        return Words(f"dòng {code}", f"row {code}")
    short = catalogue.form_by_id[form].short
    return Words(f"dòng {code} ({short})", f"row {code} ({form})")


def _of_form(form: str, pairs: Sequence[tuple[str, str]]) -> Words:
    codes = [code for code, _ in pairs]
    addresses = [address for _, address in pairs if address]
    rows = Words("dòng " + _listed(codes, "và"), "row " + _listed(codes, "and"))
    if len(addresses) < len(pairs):
        return Words(f"{form}, {rows.vi}", f"{form}, {rows.en}")
    if " " in addresses[0]:  # a line of a text or of a list, not a cell
        kind = addresses[0].split()[0]
        numbers = _listed([a.split()[1] for a in addresses], "và")
        source = "văn bản" if kind == "dòng" else "danh sách"
        return Words(
            f"{form}, {rows.vi} ({kind} {numbers} của {source})", f"{form}, {rows.en} (line {numbers})"
        )
    return Words(
        f"{form}, ô {_listed(addresses, 'và')} ({rows.vi})",
        f"{form}, cell {_listed(addresses, 'and')} ({rows.en})",
    )


def _listed(parts: Sequence[str], word: str, comma: str = ", ") -> str:
    """`a, b và c`."""
    return comma.join(parts[:-1]) + f" {word} " + parts[-1] if len(parts) > 1 else parts[0]
