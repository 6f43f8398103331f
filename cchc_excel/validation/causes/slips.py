"""The error model of clerks: how a figure goes wrong on its way into a cell, and how often.

A guess is a number that may have been meant, with its weight: how often clerks slip so, times the chance
that the slip made just the stated number of it, times how well the number fits what stands beside. The
weights are judgements, not measurements; only their order of magnitude matters, since causes within a
factor of two are called ties.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from cchc_excel.model.causes import Range, Slip
from cchc_excel.words import Words, exact_text

Meant = Iterable[tuple[str, float]]
"""Texts that may have been meant, each with the chance that the slip makes just what was typed."""


@dataclass(frozen=True, slots=True)
class Guess:
    """A number that may have been meant; None is a blank cell."""

    value: float | None
    slip: Slip
    weight: float


SWAPPED = Slip("digits_swapped", Words("hai chữ số đổi chỗ", "two digits swapped"))
LOST = Slip("digit_lost", Words("thiếu một chữ số", "a digit lost"))
DOUBLED = Slip("digit_doubled", Words("một chữ số gõ hai lần", "a digit typed twice"))
EXTRA = Slip("digit_extra", Words("thừa một chữ số", "a digit too many"))
MISTYPED = Slip("digit_mistyped", Words("gõ nhầm một chữ số", "one digit mistyped"))
DOT = Slip(
    "thousands_dot",
    Words("dấu chấm hàng nghìn bị hiểu là dấu thập phân", "a dot of thousands taken for a decimal sign"),
)
FRACTION = Slip("fraction", Words("phân số ghi thay cho phần trăm", "a fraction in place of a percent"))
SIGN = Slip("sign", Words("nhầm dấu âm", "the sign is wrong"))
NEIGHBOUR = Slip(
    "neighbour_row", Words("chép số của dòng ngay trên hoặc dưới", "the figure of the row beside")
)
PREVIOUS = Slip("previous_period", Words("chép lại số của kỳ trước", "the figure of the period before"))
EXCHANGED = Slip("exchanged", Words("hai ô ghi đổi chỗ cho nhau", "two cells exchanged"))
SUSPECTED = Slip("suspected", Words("như đã ngờ khi đọc ô này", "as suspected when the cell was read"))
RECOMPUTED = Slip("recomputed", Words("tính lại từ các dòng thành phần", "recomputed from its parts"))
CHOICE = Slip("choice", Words("chọn nhầm mã", "the wrong code chosen"))
OMITTED = Slip("omitted", Words("ô còn trống", "the cell was left blank"))
UNREADABLE = Slip("unreadable", Words("ô không đọc được số", "the cell holds no number"))
SURPLUS = Slip("surplus", Words("ô này phải để trống", "the cell should be blank"))
OTHER = Slip("other", Words("ghi nhầm một số khác", "another number"))


def times_smaller(power: int) -> Slip:
    """The number typed is 10, 100 or 1000 times too small (power above 0) or too large."""
    factor = 10 ** abs(power)
    if power > 0:
        return Slip(
            f"times_{factor}_too_small", Words(f"số ghi nhỏ đi {factor} lần", f"{factor} times too small")
        )
    return Slip(
        f"times_{factor}_too_large", Words(f"số ghi lớn gấp {factor} lần", f"{factor} times too large")
    )


def guesses(stated: float, fits: Callable[[float], float]) -> Iterator[Guess]:
    """The numbers that may have been meant by the one stated; `fits` weighs a number beside the others,
    0 where it cannot be."""
    text, sign = exact_text(abs(stated)), -1 if stated < 0 else 1
    for slip, weight, undo in _SLIPS_OF_DIGITS:
        for meant, chance in undo(text):
            if _is_written_so(meant) and (fit := fits(sign * float(meant))):
                yield Guess(sign * float(meant), slip, weight * chance * fit)
    if stated and (fit := fits(-stated)):
        yield Guess(-stated, SIGN, _SIGN * fit)


def fitness(ranges: Sequence[Range], number: float, stated: float | None, *, is_whole: bool) -> float:
    """How much better a number fits among those allowed than the stated one by itself; 0 where it cannot be.

    A number that the others determine is weighed by its own likeness. A share of a whole is met most often
    near 0 or near 1 (Jeffreys' prior): so is a number between two bounds, and one above a bound is the whole
    of which the bound is the share.
    """
    inside = next((r for r in ranges if _is_in(number, r)), None)
    if inside is None or (is_whole and not number.is_integer()):
        return 0.0
    if inside.low is not None and inside.low == inside.high:
        return likeness(number, stated)
    step = 10.0 ** -decimals_of(number)
    return _density(inside, number) * step / chance_of(stated)


def likeness(number: float, stated: float | None) -> float:
    """How much likelier a number is by itself than the stated one: the root of it, for it is hardly known."""
    return math.sqrt(chance_of(number) / chance_of(stated))


def resemblance(number: float | None, before: float | None, *, is_state: bool) -> float:
    """How likely a figure is beside that of the period before, near it 1; None is a blank.

    A state on a day (staff, plans) is mostly the very same again; events are more or fewer by a factor.
    """
    if number is None or before is None:
        return 1.0 if number is before else _COME_OR_GONE
    if number == before and is_state:
        return _SAME_STATE
    apart = (math.log1p(max(number, 0)) - math.log1p(max(before, 0))) / _SPREAD
    return max(1.0 / (1.0 + apart * apart), _JUMPED)


def chance_of(number: float | None) -> float:
    """The chance of a number by itself, as that of a number up to it; a blank counts as 0."""
    return 1.0 if number is None else 1.0 / (abs(number) * 10 ** decimals_of(number) + 1)


def decimals_of(number: float) -> int:
    """With how many decimals a number is written."""
    return len(exact_text(number).partition(".")[2])


def _density(allowed: Range, number: float) -> float:
    low, high = allowed.low, allowed.high
    if low is not None and high is not None:
        return 1.0 / (math.pi * math.sqrt((number - low + 0.5) * (high - number + 0.5)))
    bound = low if low is not None else high
    if not bound:
        return _SCALE_FREE / (abs(number) + 1)
    away = abs(number - bound) + 0.5
    return math.sqrt(abs(bound)) / (math.pi * (abs(bound) + away) * math.sqrt(away))


def _is_in(number: float, allowed: Range) -> bool:
    return (allowed.low is None or allowed.low <= number) and (allowed.high is None or number <= allowed.high)


def _is_written_so(text: str) -> bool:
    """False for what nobody writes: `012`, `1.`, `1.0`, nothing at all."""
    is_fraction = "." in text
    if not text or text[0] == "." or (is_fraction and text[-1] in ".0"):
        return False
    return text[0] != "0" or text[1:2] in ("", ".")


def _digits(text: str) -> str:
    return text.replace(".", "")


def _undo_swap(text: str) -> Meant:
    places = [n for n, c in enumerate(text) if c != "."]
    for a, b in pairwise(places):
        if text[a] != text[b]:
            swapped = list(text)
            swapped[a], swapped[b] = text[b], text[a]
            yield "".join(swapped), 1 / (len(places) - 1)


def _undo_loss(text: str) -> Meant:
    count = len(_digits(text)) + 1
    longer = {text[:n] + digit + text[n:] for n in range(len(text) + 1) for digit in "0123456789"}
    return ((meant, 1 / count) for meant in sorted(longer))


def _undo_doubling(text: str) -> Meant:
    count = len(_digits(text)) - 1
    twice = {text[:n] + text[n + 1 :] for n in range(len(text) - 1) if text[n] == text[n + 1] != "."}
    return ((meant, 1 / count) for meant in sorted(twice))


def _undo_extra(text: str) -> Meant:
    count = len(_digits(text))
    shorter = {text[:n] + text[n + 1 :] for n, c in enumerate(text) if c != "."}
    return ((meant, 1 / (10 * count)) for meant in sorted(shorter))


def _undo_mistyping(text: str) -> Meant:
    count = len(_digits(text))
    for n, c in enumerate(text):
        for digit in "0123456789" if c != "." else "":
            if digit != c:
                yield text[:n] + digit + text[n + 1 :], 1 / (9 * count)


def _undo_scale(power: int) -> Callable[[str], Meant]:
    """A number some zeros too long or too short; one with decimals has no zeros to lose."""

    def undo(text: str) -> Meant:
        return [] if "." in text or text == "0" else [(_scaled(text, power), 1.0)]

    return undo


def _undo_dot(text: str) -> Meant:
    """`2.700` typed, 2.7 stored: a fraction of at most three decimals."""
    decimals = len(text.partition(".")[2])
    return [(_scaled(text, 3), 1.0)] if 1 <= decimals <= 3 else []


def _undo_fraction(text: str) -> Meant:
    """0.9859 for 98.59 %."""
    return [(_scaled(text, 2), 1.0)] if "." in text else []


def _scaled(text: str, power: int) -> str:
    return format(Decimal(text).scaleb(power).normalize(), "f")


_SLIPS_OF_DIGITS: Sequence[tuple[Slip, float, Callable[[str], Meant]]] = (
    (SWAPPED, 10, _undo_swap),
    (LOST, 6, _undo_loss),
    (DOUBLED, 6, _undo_doubling),
    (EXTRA, 4, _undo_extra),
    (MISTYPED, 4, _undo_mistyping),
    (DOT, 30, _undo_dot),
    (FRACTION, 1, _undo_fraction),
    *((times_smaller(power), weight, _undo_scale(power)) for power, weight in ((1, 4), (2, 2), (3, 4))),
    *((times_smaller(-power), weight, _undo_scale(-power)) for power, weight in ((1, 4), (2, 2), (3, 4))),
)
"""Each slip with its weight and how it is undone."""
_SIGN = 6.0
_SPREAD, _JUMPED, _COME_OR_GONE, _SAME_STATE = 0.7, 0.05, 0.2, 10.0
"""From period to period: by how much figures differ (of their logarithm), how often they do by far more, how
often a row is filled or blank anew, how much likelier a state is the same than a little different."""
_SCALE_FREE = 0.07
"""Of numbers from 0 up to a million each magnitude is as likely as another."""
