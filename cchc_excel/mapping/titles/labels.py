"""Labels with what they say: `Đơn vị báo cáo: Xã Lát`, `Kỳ báo cáo | Quý I năm 2025`."""

from __future__ import annotations

from cchc_excel.mapping.titles.days import as_day
from cchc_excel.mapping.titles.found import Titles
from cchc_excel.mapping.titles.lines import NOTHING_SAID, Row
from cchc_excel.mapping.titles.names import NamePatterns
from cchc_excel.model.cover_fields import COVER_FIELDS
from cchc_excel.words import fold, one_line

_LABELS = {fold(each.label.vi): each.key for each in COVER_FIELDS} | {
    "ten don vi": "unit",
    "ten don vi bao cao": "unit",
    "co quan bao cao": "unit",
    "don vi gui bao cao": "unit",
    "don vi lap bao cao": "unit",
    "ky": "period",
    "cap hanh chinh": "level",
}
_HINTS = frozenset(each.hint for each in COVER_FIELDS if each.hint)
_DAYS = frozenset(each.key for each in COVER_FIELDS if each.is_day)


def read_labels(row: Row, titles: Titles, words: NamePatterns) -> None:
    for at, cell in enumerate(row):
        label, colon, value = one_line(str(cell.shown)).partition(":")
        beside = row[at + 1] if at + 1 < len(row) else None
        stored: object = value.strip() if value.strip() else beside.stored if beside is not None else None
        shown = value.strip() or (one_line(beside.shown) if beside is not None else "")
        key = _LABELS.get(fold(label))
        if not shown or NOTHING_SAID.fullmatch(shown) or shown in _HINTS:
            continue
        if key in _DAYS:
            titles.dates |= {key: day} if (day := as_day(stored)) is not None else {}
        elif key == "unit" or (colon and fold(label) == "don vi" and words.typed.fullmatch(shown)):
            titles.units.append(shown)
        elif key is not None:
            titles.texts.setdefault(key, shown)
        elif colon and words.label.fullmatch(label.strip()):
            titles.units.append(f"{label.strip()} {shown}")
