"""The number and the day of the report, as its letter head says them, or the line by which its annex is
attached to it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence

from cchc_excel.mapping.titles.days import DAY, as_day
from cchc_excel.mapping.titles.found import Titles
from cchc_excel.mapping.titles.lines import LETTER_HEAD

_NUMBER = re.compile(r"^Số\s*:\s*(\d+\s*/\s*BC-\w+)", re.IGNORECASE)
_REPORT_DATE = re.compile(
    r"(?<!từ )(?<!đến )(?<!hết )ngày\s+(\d{1,2}\s+tháng\s+\d{1,2}\s+năm\s+\d{4})", re.IGNORECASE
)
_ATTACHED = re.compile(
    rf"kèm\s+theo\s+báo\s+cáo\s+số\s*:?\s*(\d+\s*/\s*BC-[\wĐ]+)(?:\s+ngày\s+{DAY})?", re.IGNORECASE
)


def read_number_and_day(prose: Sequence[str], in_cells: Sequence[str], titles: Titles) -> None:
    attached = _first(_ATTACHED.search, (*prose, *in_cells))
    number = _first(_NUMBER.search, (*prose, *in_cells)) or attached
    if number is not None:
        titles.texts.setdefault("number", re.sub(r"\s", "", number[1]))
    dated = _first(_REPORT_DATE.search, (*prose[:LETTER_HEAD], *in_cells))
    written = dated[1] if dated is not None else attached[2] if attached is not None else None
    if written and (day := as_day(written)) is not None:
        titles.dates.setdefault("report_date", day)


def _first(search: Callable[[str], re.Match[str] | None], lines: Iterable[str]) -> re.Match[str] | None:
    return next((match for line in lines if (match := search(line))), None)
