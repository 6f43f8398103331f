"""Who reported, who is missing, what is wrong: a verdict, then a line for each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from cchc_excel.errors import Severity
from cchc_excel.model import sheets
from cchc_excel.model.forms import OwnRules
from cchc_excel.output.book import HEADER_FILL, text_height
from cchc_excel.output.colours import RIGHT, SEVERITY_FILLS
from cchc_excel.output.overview.account import Overview, Punctuality
from cchc_excel.output.overview.page import INDENT, LAST, Page, width_of
from cchc_excel.output.own_rules_words import NAME, told_of


def write_verdict(page: Page, overview: Overview) -> None:
    """What a reader must know first, in a sentence or two."""
    errors = overview.findings.get(Severity.ERROR, 0)
    is_whole = overview.used >= overview.expected
    words = f"{_how_many(overview)} {_how_wrong(errors)}"
    fill = SEVERITY_FILLS[Severity.ERROR] if errors else SEVERITY_FILLS[Severity.WARNING]
    fill = RIGHT if is_whole and not errors else fill
    page.span(0, LAST, words, bold=True, align="center", text_wrap=True, border=1, bg_color=fill)
    page.end(text_height(words, width_of(0, LAST), bold=True) + 6)
    page.skip(6)


def _how_many(overview: Overview) -> str:
    used, expected = overview.used, overview.expected
    if used >= expected:
        return f"Đủ {used}/{expected} đơn vị phải báo cáo."
    return f"Mới có {used}/{expected} đơn vị phải báo cáo ({_rate(used, expected)})."


def _rate(used: int, expected: int) -> str:
    """In whole percents, cut off: what is not whole is never 100 %."""
    return f"{used * 100 // expected}%"


def _how_wrong(errors: int) -> str:
    if not errors:
        return "Không có lỗi."
    return f"Có {errors} lỗi phải xem trước khi dùng số liệu (sheet «{sheets.FINDINGS}»)."


def write_received(page: Page, overview: Overview, own: OwnRules | None) -> None:
    """Who reported and what is wrong."""
    for name, words in _told(overview, own):
        page.span(
            0, 0, name, bold=True, border=1, align="left", indent=1, text_wrap=True, bg_color=HEADER_FILL
        )
        page.span(1, LAST, words, border=1, align="left", indent=1, text_wrap=True)
        page.end(text_height(words, width_of(1, LAST) - INDENT) + 3)


def _told(overview: Overview, own: OwnRules | None) -> Iterator[tuple[str, str]]:
    """The lines, each with its heading; what did not happen is left out where nobody asks for it."""
    yield "Chưa nộp", _some(overview.missing, "đơn vị", _MOST_LETTERS)
    yield "Bị từ chối", _some(overview.refused, "trường hợp", _MOST_LETTERS // 2)
    if overview.not_expected:
        yield "Ngoài danh sách", _some(overview.not_expected, "trường hợp", _MOST_LETTERS // 2)
    if overview.punctuality is not None:
        yield "Thời hạn", _punctual(overview.punctuality)
    yield "Phát hiện", _findings(overview.findings)
    if overview.corrected:
        yield "Đính chính", f"{overview.corrected} số liệu được sửa sau khi đơn vị gửi báo cáo"
    if overview.reconciliation:
        yield "Đối soát", overview.reconciliation
    if own:
        yield NAME.vi, told_of(own, "vi")


_MOST_LETTERS = 300
"""Of the names in a line: what does not fit stands on the sheet of who reported, and this page stays one."""


def _some(names: Sequence[str], counted: str, letters: int) -> str:
    """The names, or how many and the first of them with where to find the others."""
    if not names:
        return "không có"
    whole = ", ".join(names)
    if len(whole) <= letters:
        return f"{len(names)} {counted}: {whole}" if len(names) > 1 else whole
    shown = _first_of(names, letters)
    others = len(names) - len(shown)
    more = f" và {others} {counted} khác (xem sheet «{sheets.STATUS}»)" if others else ""
    return f"{len(names)} {counted}: {', '.join(shown)}{more}"


def _first_of(names: Sequence[str], letters: int) -> list[str]:
    """The first names that take no more letters; a very long one is cut."""
    shown: list[str] = []
    for name in names:
        name = name if len(name) <= _LONGEST_NAME else name[: _LONGEST_NAME - 1] + "…"
        letters -= len(name) + 2
        if letters < 0 and shown:
            break
        shown.append(name)
    return shown


_LONGEST_NAME = 60


def _punctual(punctuality: Punctuality) -> str:
    """`4 đúng hạn; 1 muộn (Xã Lát); 1 không rõ ngày gửi (Xã Đạ Sar)`."""
    said = [f"{punctuality.on_time} đúng hạn"]
    for names, words in ((punctuality.late, "muộn"), (punctuality.undated, "không rõ ngày báo cáo")):
        if names:
            shown = _first_of(names, _MOST_LETTERS // 3)
            more = ", …" if len(shown) < len(names) else ""
            said.append(f"{len(names)} {words} ({', '.join(shown)}{more})")
    return "; ".join(said)


def _findings(findings: Mapping[Severity, int]) -> str:
    counts = [f"{findings.get(s, 0)} {s.words.vi.lower()}" for s in Severity]
    return ", ".join(counts) + f" (xem sheet «{sheets.FINDINGS}»)"
