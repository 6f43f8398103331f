"""Names of units in title lines, in lines of their own and in a letter head."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from cchc_excel.mapping.titles.found import Titles
from cchc_excel.mapping.titles.lines import NOTHING_SAID, OTHER_PAPERS, Row, split
from cchc_excel.words import fold, one_line

_AUTHORITY = r"(?:UBND|[ỦU][ỷy]\s+ban\s+nhân\s+dân|Uỷ\s+ban\s+nhân\s+dân)"
_NAME_ENDS = re.compile(
    r"\s*[(\[]?\b(?:quý\s+[IV\d]|[69]\s+tháng|(?:trong\s+)?năm\s+\d|kỳ\s+báo|từ\s+ngày|ngày\s+\d|ban\s+hành|về\s+việc)"
    r".*$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class NamePatterns:
    """The patterns in which type words stand."""

    typed: re.Pattern[str]
    """A line that begins with a type word or an authority, and goes on."""
    at_unit: re.Pattern[str]
    """`tại UBND xã Lát`, `của xã Lát`: the name."""
    label: re.Pattern[str]
    """`UBND xã` before a colon."""

    @classmethod
    @lru_cache(maxsize=4)
    def of(cls, type_words: tuple[str, ...]) -> NamePatterns:
        kinds = "|".join(re.escape(one_line(word)) for word in sorted(type_words, key=len, reverse=True))
        return cls(
            re.compile(rf"(?:{_AUTHORITY}|{kinds})\s+(?!các\b|cấp\b)\S.*", re.IGNORECASE),
            re.compile(
                rf"\b(?:tại|của)\s+((?:{_AUTHORITY}\s+)?(?:{kinds})\s+(?!này\b)\S.*|{_AUTHORITY}\s+(?!các\b|cấp\b)\S.*)",
                re.IGNORECASE,
            ),
            re.compile(rf"(?:{_AUTHORITY}\s+)?(?:{kinds})", re.IGNORECASE),
        )


_TITLE_WORDS = ("bieu mau", "phu luc", "thong ke", "kem theo")
_CELL_WORDS = (*_TITLE_WORDS, "bao cao", "ket qua", "so lieu", "bieu ")
_AT_LEVEL = re.compile(r"\b(?:tai|cua) (?:ubnd |uy ban nhan dan )?(cap (?:xa|huyen|tinh))\b")


def read_unit_lines(
    prose: Sequence[str], in_cells: Sequence[str], titles: Titles, words: NamePatterns
) -> None:
    """Names behind `tại` and `của`. What another paper (Quyết định của UBND tỉnh) is attached to says
    nothing: it is the form's, not the report's."""
    for lines, wanted in ((in_cells, _CELL_WORDS), (prose, _TITLE_WORDS)):
        for line in lines:
            folded = fold(line)
            if not any(word in folded for word in wanted) or OTHER_PAPERS.search(folded):
                continue
            if match := _AT_LEVEL.search(folded):
                titles.texts.setdefault("level", match[1])
            if (match := words.at_unit.search(line)) and (name := _name_of(match[1])):
                titles.units.append(_as_in_prose(name, titles.lines))


def _name_of(text: str) -> str:
    name = _NAME_ENDS.sub("", text).strip(" ).;,:-–")
    bare = re.sub(_AUTHORITY, "", name, flags=re.IGNORECASE)
    return (
        "" if NOTHING_SAID.fullmatch(re.sub(r"^\s*\w+\s*", "", bare)) or "…" in name or ".." in name else name
    )


def _as_in_prose(name: str, lines: Iterable[str]) -> str:
    """A name printed in capitals (XÃ ĐƯNG K’NỚ), as the running text spells it (Xã Đưng K’Nớ)."""
    name = without_authority(name)
    if name != name.upper():
        return name
    pattern = re.compile(re.escape(name), re.IGNORECASE)
    for line in lines:
        for match in pattern.finditer(line):
            if match[0] != match[0].upper():
                return match[0][0].upper() + match[0][1:]
    return name


_ABBREVIATED = re.compile(
    rf"(?:(?:TẠI|CỦA)\s+)?((?:{_AUTHORITY}\s+)?(?:X|P|TT|TX|TP|H|Q|T)\b\.?\s*[^\W\d]{{2}}.*)", re.IGNORECASE
)
_LONGEST_NAME = 80
_PAPERS = re.compile(
    r"\b(?:quyet dinh|cong van|ke hoach|thong tu|huong dan|nghi quyet|chi thi|van ban|kinh gui|noi nhan)\b"
)


def likely_units(prose: Sequence[str], blocks: Iterable[Iterable[Row]], words: NamePatterns) -> Iterator[str]:
    """What may be the name of the report's unit, whatever line it stands in. Several in one row head
    columns; in running text only a line of its own in capitals counts."""
    rows = [[line] for line in prose if line == line.upper()]
    rows += [
        [line for cell in row if isinstance(cell.stored, str) for line in split(cell.stored)]
        for block in blocks
        for row in block
    ]
    for row in rows:
        names = [name for line in row if (name := _likely_name(line, words))]
        if len(names) == 1:
            yield names[0]


def _likely_name(line: str, words: NamePatterns) -> str:
    if _PAPERS.search(fold(line)):
        return ""
    match = words.at_unit.search(line) or _ABBREVIATED.fullmatch(line)
    name = match[1] if match else line if words.typed.fullmatch(line) else ""
    return _name_of(without_authority(name)) if len(name) < _LONGEST_NAME else ""


def without_authority(name: str) -> str:
    return re.sub(rf"^{_AUTHORITY}\s+", "", name, flags=re.IGNORECASE)


AGENCY = re.compile(r"(?:so|ban|phong|van phong|chi cuc|trung tam|thanh tra|cong an)\s")
"""How the name of an agency begins, folded: no unit of the register."""
_HEAD_ENDS = re.compile(r"(?:kinh gui|noi nhan|bieu mau|phu luc|can cu|thuc hien)\b")


def read_letter_head(lines: Iterable[str], titles: Titles, words: NamePatterns) -> None:
    """The names of a letter head from the top: the lowest issued the report, the others stand above it."""
    names: list[str] = []
    authority = False
    for line in lines:
        folded = fold(line)
        if _HEAD_ENDS.match(folded):
            break
        if folded in ("uy ban nhan dan", "ubnd"):
            authority = True
        elif line == line.upper() and (
            (words.typed.fullmatch(line) and (authority or names or re.match(_AUTHORITY, line)))
            or (names and AGENCY.match(folded))
        ):
            names.append(line)
            authority = False
    named = [name for line in names if (name := _name_of(line))]
    titles.above += named[:-1]
    titles.units += [_as_in_prose(name, titles.lines) for name in named[-1:]]
