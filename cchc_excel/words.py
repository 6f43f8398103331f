"""Words and numbers as people write them: bilingual texts, Vietnamese number spelling, folded spelling.

What lives here is needed on every floor and knows nothing of forms. Messages with codes live in `errors`.
"""

from __future__ import annotations

import errno
import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache

LANGUAGES = ("vi", "en")
ROW_NUMBER_HEADINGS = ("stt", "tt", "so tt")
"""What stands, folded, over a column of row numbers."""
_APOSTROPHES = str.maketrans("", "", "'’‘ʼ`´′")


@dataclass(frozen=True, slots=True)
class Words:
    """One text in both languages of the product."""

    vi: str
    en: str

    def in_(self, lang: str) -> str:
        return self.en if lang == "en" else self.vi


def format_number(value: float, lang: str = "vi", decimals: int = 4) -> str:
    """Write a number with at most `decimals` decimals: 2.700,5 (vi) or 2,700.5 (en)."""
    text = f"{value:,.{decimals}f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    if text == "-0":
        text = "0"
    return text if lang == "en" else text.translate(str.maketrans(",.", ".,"))


def exact_text(value: float) -> str:
    """Write a number with all its digits and without an exponent, decimal point, no grouping: 2700.5."""
    text = format(Decimal(repr(value)), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


_LISTED_AT_MOST = 40


def format_value(value: object, lang: str = "vi") -> str:
    """Write anything that a message may name: a number, a date, bilingual words, a list of them."""
    if isinstance(value, Words):
        return value.in_(lang)
    if isinstance(value, bool) or value is None:
        return "" if value is None else str(value)
    if isinstance(value, (int, float)):
        return format_number(value, lang)
    if isinstance(value, datetime):
        return value.strftime("%d/%m/%Y %H:%M")
    if isinstance(value, date):
        return value.strftime("%d/%m/%Y")
    if isinstance(value, (tuple, list)):
        shown = [format_value(v, lang) for v in value[:_LISTED_AT_MOST]]
        if others := len(value) - len(shown):
            shown.append(Words(f"… và {others} mục khác", f"… and {others} more").in_(lang))
        return ", ".join(shown)
    return str(value)


_INVISIBLE = dict.fromkeys(
    map(
        ord,
        "\u200b\u200c\u200d\u2060\ufeff\u00ad"
        "\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069",  # directions of writing
    )
)


def visible(text: str) -> str:
    """The text without characters that nobody sees, and without white space around it."""
    return text.translate(_INVISIBLE).strip()


def one_line(text: str) -> str:
    """The text in NFC with every run of white space (NBSP and line ends too) as one space."""
    return re.sub(r"\s+", " ", unicodedata.normalize("NFC", text)).strip()


def without_marks(text: str) -> str:
    """The text without Vietnamese diacritics: `Đạ Sar` is `Da Sar`."""
    bare = "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))
    return bare.replace("đ", "d").replace("Đ", "D")


ZERO_SPELLINGS = frozenset({"khong", "khong co", "khong phat sinh", "ko", "ko co", "ko phat sinh"})
"""How a person writes that there is none, folded."""


@lru_cache(maxsize=50_000)
def fold(text: str) -> str:
    """A spelling for comparison: no diacritics, no apostrophes, lower case, single spaces."""
    return one_line(without_marks(text).translate(_APOSTROPHES)).casefold()


def fold_keeping_marks(text: str) -> str:
    """A spelling for comparison that keeps diacritics: `Đưng K’Nớ` and `Đưng KNớ` are one, `Lát` and `Lạt`
    are two."""
    return one_line(text.translate(_APOSTROPHES)).casefold()


_OS_REASONS = {
    errno.EACCES: Words("không có quyền", "permission denied"),
    errno.EPERM: Words("không có quyền", "permission denied"),
    errno.ENOENT: Words("không có thư mục hoặc tệp này", "no such file or folder"),
    errno.EEXIST: Words("đã có tệp trùng tên với thư mục", "a file stands where a folder should be"),
    errno.ENOTDIR: Words(
        "một phần của đường dẫn là tệp, không phải thư mục", "a part of the path is no folder"
    ),
    errno.EISDIR: Words("đây là thư mục, không phải tệp", "it is a folder"),
    errno.ENOSPC: Words("đĩa đã đầy", "the disk is full"),
    errno.EROFS: Words("ổ đĩa chỉ cho đọc", "the disk is read-only"),
    errno.ENAMETOOLONG: Words("tên tệp quá dài", "the name is too long"),
}


def os_reason(error: OSError) -> Words:
    """Why the system refused a file, in words."""
    return _OS_REASONS.get(error.errno or 0, Words("hệ thống từ chối", error.strerror or str(error)))
