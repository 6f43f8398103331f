"""What happens to the texts of labels. Each function takes a text and the run's chance, and gives a text.

`EVERY` changes every label of the annex, `SOME` only those where the word occurs.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from random import Random

TextDamage = Callable[[str, Random], str]


def without_diacritics(text: str, rng: Random) -> str:
    plain = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return "".join(c for c in plain if not unicodedata.combining(c))


def decomposed(text: str, rng: Random) -> str:
    return unicodedata.normalize("NFD", text)


def capitals(text: str, rng: Random) -> str:
    return text.upper()


def with_nbsp(text: str, rng: Random) -> str:
    return text.replace(" ", "\u00a0")


def with_double_spaces(text: str, rng: Random) -> str:
    words = text.split(" ")
    return " " + "".join(w + (" " if rng.random() < 0.6 else "  ") for w in words)


def with_line_break(text: str, rng: Random) -> str:
    return _at_a_space(text, rng, "\n")


def hyphenated(text: str, rng: Random) -> str:
    return _at_a_space(text, rng, "-\n")


def _at_a_space(text: str, rng: Random, put: str) -> str:
    spaces = [m.start() for m in re.finditer(" ", text)]
    at = rng.choice(spaces[len(spaces) // 3 :])
    return text[:at] + put + text[at + 1 :]


def with_bullet(text: str, rng: Random) -> str:
    return rng.choice(("- ", "+ ", "• ", "* ", "– ")) + text


def with_tail(text: str, rng: Random) -> str:
    return text.rstrip(".") + rng.choice((":", " (%)", ".", ";", " :"))


def with_footnote(text: str, rng: Random) -> str:
    return text + rng.choice(("[1]", " (*)", "¹", "(2)", " [3]", "²"))


def explained(text: str, rng: Random) -> str:
    more = (
        "(tính đến ngày báo cáo)",
        "(nếu có)",
        "(theo Kế hoạch năm)",
        "(ghi rõ số lượng)",
        "(trong kỳ báo cáo)",
    )
    return f"{text} {rng.choice(more)}"


def lost_letters(text: str, rng: Random) -> str:
    """Letters with marks vanish when a PDF is copied: `Kết qu`, `t chức`."""
    marked = [n for n, c in enumerate(text) if unicodedata.decomposition(c)]
    gone = set(rng.sample(marked, min(len(marked), 1 + len(text) // 40)))
    return "".join(c for n, c in enumerate(text) if n not in gone)


def typos(count: int) -> TextDamage:
    def damage(text: str, rng: Random) -> str:
        typed = text
        for _ in range(count):
            typed = rng.choice(_SLIPS)(typed, rng.choice(_letters(typed)))
        return typed if typed != text else _dropped(text, _letters(text)[-1])

    return damage


def _letters(text: str) -> list[int]:
    return [n for n in range(1, len(text) - 1) if text[n].isalpha()]


def _dropped(text: str, at: int) -> str:
    return text[:at] + text[at + 1 :]


def _doubled(text: str, at: int) -> str:
    return text[:at] + text[at] + text[at:]


def _swapped(text: str, at: int) -> str:
    return text[:at] + text[at + 1] + text[at] + text[at + 2 :]


_SLIPS = (_dropped, _doubled, _swapped)

_SEEN_AS = (
    ("m", "rn"),
    ("l", "1"),
    ("i", "l"),
    ("O", "0"),
    ("o", "0"),
    ("ố", "6"),
    ("ư", "u"),
    ("ă", "a"),
    ("h", "b"),
    ("ệ", "ê"),
    ("đ", "d"),
)


def misread(text: str, rng: Random) -> str:
    """As character recognition reads a scan: rn for m, 1 for l, marks lost."""
    read = text
    for letter, seen in rng.sample(_SEEN_AS, 5):
        read = read.replace(letter, seen, 2)
    return read if read != text else without_diacritics(text, rng)


def cut_off(text: str, rng: Random) -> str:
    return text if len(text) <= 30 else text[:30]


def without_brackets(text: str, rng: Random) -> str:
    return re.sub(r"\s*[(\[][^)\]]*[)\]]", "", text)


def replaced(pairs: tuple[tuple[str, str], ...]) -> TextDamage:
    def damage(text: str, rng: Random) -> str:
        for old, new in pairs:
            text = text.replace(old, new)
        return text

    return damage


other_tone_place = replaced(
    (
        ("hóa", "hoá"),
        ("Ủy", "Uỷ"),
        ("thỏa", "thoả"),
        ("thủy", "thuỷ"),
        ("tùy", "tuỳ"),
        ("khỏe", "khoẻ"),
        ("hòa", "hoà"),
    )
)
i_for_y = replaced((("Tỷ", "Tỉ"), ("tỷ", "tỉ"), ("kỷ", "kĩ"), ("quy ", "qui "), ("lý", "lí")))
caron_for_breve = replaced((("ă", "ǎ"), ("Ă", "Ǎ")))
written_out = replaced(
    (
        ("TTHC", "thủ tục hành chính"),
        ("UBND", "Ủy ban nhân dân"),
        ("CCHC", "cải cách hành chính"),
        ("VBQPPL[1]", "văn bản quy phạm pháp luật"),
        ("VBQPPL", "văn bản quy phạm pháp luật"),
        ("ĐVSNCL", "đơn vị sự nghiệp công lập"),
        ("ĐVSN", "đơn vị sự nghiệp"),
        ("NSNN", "ngân sách nhà nước"),
        ("SNCL", "sự nghiệp công lập"),
    )
)
abbreviated = replaced(
    (
        ("hồ sơ", "HS"),
        ("đơn vị sự nghiệp công lập", "ĐVSNCL"),
        ("ĐVSN công lập", "ĐVSNCL"),
        ("cán bộ, công chức, viên chức", "CBCCVC"),
        ("công chức, viên chức", "CCVC"),
        ("cán bộ, công chức", "CBCC"),
        ("cơ quan, đơn vị", "CQ, ĐV"),
        ("Cơ quan, đơn vị", "CQ, ĐV"),
        ("văn bản", "VB"),
        ("nhiệm vụ", "NV"),
        ("chi thường xuyên", "CTX"),
        ("biên chế", "BC"),
        ("vị trí việc làm", "VTVL"),
    )
)
reworded = replaced(
    (
        ("Tổng số", "Số"),
        ("đã giải quyết xong", "được giải quyết xong"),
        ("Số lượng", "Số"),
        ("ban hành", "được ban hành"),
        ("Tỷ lệ", "Tỷ lệ (%)"),
        ("đã hoàn thành", "hoàn thành"),
        ("tại thời điểm báo cáo", "đến thời điểm báo cáo"),
        ("trong kỳ báo cáo", "trong kỳ"),
    )
)
two_tiers = replaced(
    (
        ("UBND huyện giao", "UBND tỉnh giao"),
        ("các huyện, thành phố", "các xã, phường"),
        ("xã, xã, thị trấn", "xã, phường, đặc khu"),
        ("sở, ngành và UBND cấp huyện", "sở, ngành và UBND cấp xã"),
    )
)

EVERY: Mapping[str, TextDamage] = {
    "no-diacritics": without_diacritics,
    "nfd": decomposed,
    "capitals": capitals,
    "nbsp": with_nbsp,
    "double-spaces": with_double_spaces,
    "line-breaks": with_line_break,
    "hyphenated": hyphenated,
    "bullets": with_bullet,
    "tails": with_tail,
    "footnote-marks": with_footnote,
    "explained": explained,
    "lost-letters": lost_letters,
    "typo": typos(1),
    "three-typos": typos(3),
    "misread": misread,
}
SOME: Mapping[str, TextDamage] = {
    "cut-off": cut_off,
    "no-brackets": without_brackets,
    "tone-placement": other_tone_place,
    "i-for-y": i_for_y,
    "caron": caron_for_breve,
    "written-out": written_out,
    "abbreviated": abbreviated,
    "reworded": reworded,
    "two-tiers": two_tiers,
}
_CARELESS = (
    "no-diacritics",
    "capitals",
    "nbsp",
    "bullets",
    "tails",
    "footnote-marks",
    "lost-letters",
    "typo",
    "three-typos",
    "misread",
)


def carelessly(text: str, rng: Random) -> str:
    """Another damage for each label, as when several people typed."""
    return EVERY[rng.choice(_CARELESS)](text, rng)
