"""Forms, indicators and rules: what the catalogue declares, once it has been read and found right.

The source of every fact about a form is its TOML file in `catalog/forms/`; nothing here knows a particular
form.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cached_property

from cchc_excel.errors import Severity
from cchc_excel.model.expressions import Node, Verdict, references
from cchc_excel.words import Words

EVERY_LEVEL = "any"
"""`reported_by` of a row that units of every level report."""


class Kind(StrEnum):
    """What stands in a row's value cell (loại chỉ tiêu)."""

    HEADING = "heading"
    COUNT = "count"
    AMOUNT = "amount"
    PERCENT = "percent"
    CHOICE = "choice"


class Operator(StrEnum):
    """How a row of several reports becomes one (cách tổng hợp)."""

    SUM = "sum"
    MAX = "max"
    MEAN = "mean"
    TALLY = "tally"
    DERIVED = "derived"
    NONE = "none"

    @property
    def words(self) -> Words:
        return _OPERATOR_WORDS[self]


_OPERATOR_WORDS = {
    Operator.SUM: Words("tổng các đơn vị", "sum of the units"),
    Operator.MAX: Words("số cao nhất", "the highest"),
    Operator.MEAN: Words("trung bình cộng", "plain mean"),
    Operator.TALLY: Words("đếm lượt", "tally"),
    Operator.DERIVED: Words("tính lại từ số liệu thành phần", "recomputed from its parts"),
    Operator.NONE: Words("không lập được từ các đơn vị", "cannot be made from the units"),
}


class Time(StrEnum):
    """How a row relates to time: events of the period, events since the year began, a state on the day."""

    FLOW = "flow"
    CUMULATIVE = "cumulative"
    STOCK = "stock"


@dataclass(frozen=True, slots=True)
class Range:
    """The bounds of a percent in percent points, both allowed; None is open."""

    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class Indicator:
    """A row of a form (chỉ tiêu). `label` and `measure_unit` are verbatim; `code` is always text (1.1 is
    not 1.10).

    `equals` gives the row from others of its form: a ratio for a percent, a sum for a total. `reported_by`
    is a level, or `any`.
    """

    form: str
    code: str
    label: str
    measure_unit: str
    kind: Kind
    consolidate: Operator | None = None
    time: Time | None = None
    reported_by: str = EVERY_LEVEL
    equals: Node | None = None
    range: Range | None = None
    choices: Mapping[int, str] = field(default_factory=dict)
    parts: tuple[str, ...] = ()
    """Ids of the parts of a total: those of `equals`, or declared where they do not cover every case."""
    aliases: tuple[str, ...] = ()
    implied_unit: str = ""
    remark: str = ""

    @property
    def id(self) -> str:
        """`BM3:3.3.2`."""
        return f"{self.form}:{self.code}"

    @property
    def cell_name(self) -> str:
        """The workbook name of the value cell: `BM3_3.3.2`."""
        return f"{self.form}_{self.code}"

    @property
    def is_calculated(self) -> bool:
        """True for a percent whose parts stand on the form: a formula in the template, recomputed when
        consolidated."""
        return self.kind is Kind.PERCENT and self.equals is not None

    @property
    def made_of(self) -> tuple[str, ...]:
        """The rows whose figures give this one's: its parts where it is calculated, else itself."""
        return references(self.equals) if self.is_calculated else (self.id,)

    @property
    def scale(self) -> int:
        """What a stored cell value is multiplied by to be the reported value: 100 for percents."""
        return 100 if self.kind is Kind.PERCENT else 1

    @property
    def depth(self) -> int:
        return self.code.count(".") + 1


@dataclass(frozen=True, slots=True)
class Form:
    """A form (biểu mẫu): its identifier, official name and title, and its rows in the annex's order."""

    id: str
    short: str
    title: str
    valid_from: date
    indicators: tuple[Indicator, ...]


@dataclass(frozen=True, slots=True)
class Example:
    """A worked example of a rule: the filled rows, and the verdict they must give."""

    given: Mapping[str, float]
    verdict: Verdict
    row: str | None = None
    number: int = 0
    """Which of the rule's examples it is as they are written, from 1."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A relation that must hold (quy tắc kiểm tra). `each` is the kind of row that an ALL- rule holds for;
    without a message its sentence and numbers are told."""

    id: str
    expect: str
    severity: Severity
    missing: str
    message: str
    remedy: str
    examples: tuple[Example, ...]
    each: Kind | None = None
    reason: str = ""
    legal: str = ""
    origin: str = ""
    tolerance: float = 0.0
    """What its two sides may miss each other by (dung sai), in the unit of the row."""


@dataclass(frozen=True, slots=True)
class Check:
    """One line of the checks: a rule, or an ALL- rule at one row, ready to be judged."""

    rule: Rule
    node: Node
    row: str | None = None
    words: Mapping[str, str] = field(default_factory=dict)
    """What the row's declaration gives to the message: its range, choices or parts in words."""

    @property
    def ids(self) -> tuple[str, ...]:
        """The rows named, in the order of the rule's text; of an ALL- rule the row itself first."""
        named = references(self.node)
        return named if self.row is None else (self.row, *(i for i in named if i != self.row))


@dataclass(frozen=True, slots=True)
class RuleChange:
    """A rule that a province's own file changes, or switches off (no `after`), and why."""

    before: Rule
    after: Rule | None
    reason: str


@dataclass(frozen=True, slots=True)
class OwnRules:
    """The rules file that is in force beside the catalogue: what it changes, the ids of what it adds."""

    id: str
    title: str
    file: str
    changes: tuple[RuleChange, ...]
    added: tuple[str, ...]
    declared: Catalogue = field(repr=False, compare=False)
    """The catalogue that it stands on."""

    @property
    def name(self) -> str:
        """By which a workbook names the rules that are live in it."""
        return f"{self.id}: {self.title}"

    @property
    def switched_off(self) -> tuple[RuleChange, ...]:
        return tuple(change for change in self.changes if change.after is None)

    @property
    def changed(self) -> Mapping[str, RuleChange]:
        """The changes of the rules that stay in force, by the rule's id."""
        return {change.before.id: change for change in self.changes if change.after is not None}


@dataclass(frozen=True, slots=True)
class Heading:
    """How columns of one role are headed in the workbooks that arrive, folded.

    A phrase that begins with `=` is the whole heading, one that begins with `^` its beginning; any other
    stands somewhere in it. Of two columns of one role the greater `weight` says it more clearly.
    """

    role: str
    phrases: tuple[str, ...]
    weight: int = 1

    @property
    def words(self) -> tuple[str, ...]:
        return tuple(phrase.lstrip("=^") for phrase in self.phrases)

    @property
    def pattern(self) -> str:
        """A regular expression that finds any of the phrases in a folded heading."""
        return "|".join(_pattern(phrase) for phrase in self.phrases)


def _pattern(phrase: str) -> str:
    words = re.escape(phrase.lstrip("=^"))
    start, end = ("^" if phrase[0] in "=^" else r"\b"), ("$" if phrase[0] == "=" else r"\b")
    return start + words + end


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart of a percent by unit (biểu đồ). `rows` are alternatives: levels report in rows of their own."""

    title: str
    rows: tuple[str, ...]


@dataclass(frozen=True)
class Catalogue:
    """All that is declared: the annex's forms, their rows, the checks in force; and how the workbooks that
    arrive spell what stands around the rows."""

    id: str
    title: str
    issue: str
    version: str
    forms: tuple[Form, ...]
    rules: tuple[Rule, ...]
    checks: tuple[Check, ...]
    headings: tuple[Heading, ...] = ()
    abbreviations: Mapping[str, str] = field(default_factory=dict)
    """Abbreviations in labels, folded, as they are written out."""
    own_rules: OwnRules | None = None
    charts: tuple[Chart, ...] = ()
    """What the overview of a consolidated file draws."""

    @property
    def declared(self) -> Catalogue:
        """The catalogue without a province's own rules, by which files are read: what a figure is does not
        depend on them."""
        return self if self.own_rules is None else self.own_rules.declared

    def __hash__(self) -> int:
        return hash((self.id, self.issue, self.version))

    @cached_property
    def indicators(self) -> Mapping[str, Indicator]:
        """Every row by its id, in the annex's order."""
        return {i.id: i for form in self.forms for i in form.indicators}

    @cached_property
    def form_by_id(self) -> Mapping[str, Form]:
        return {form.id: form for form in self.forms}

    def find(self, text: str) -> Indicator | None:
        """The row that a person means by an id: `bm3:3.3.1` and the cell's name `BM3_3.3.1` too."""
        return self._by_spelling.get(text.strip().lower().replace("_", ":", 1))

    @cached_property
    def _by_spelling(self) -> Mapping[str, Indicator]:
        return {i.lower(): indicator for i, indicator in self.indicators.items()}

    def is_judged_on_totals(self, check: Check) -> bool:
        """False for a check that names a row which cannot be made of the parts: a tally, or none."""
        operators = {self.indicators[i].consolidate for i in check.ids}
        return not operators & {Operator.TALLY, Operator.NONE}

    def named(self, row_id: str) -> dict[str, str]:
        """How a message names a row: `form` as it is printed, and `code`."""
        return {"form": self.form_of(row_id).short, "code": row_id.partition(":")[2]}

    def form_of(self, row_id: str) -> Form:
        return self.form_by_id[row_id.partition(":")[0]]
