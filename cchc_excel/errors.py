"""Findings, exceptions and the catalogue of messages: everything that can be said about an input, said
once.

A finding is a value and is returned; a broken file or declaration is raised. Every message has a stable
code and says place, fault and remedy. Words may change in any version; codes and field names may not.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from importlib.resources import files

from cchc_excel.words import Words, format_value


class Severity(StrEnum):
    """How grave a finding is (mức độ)."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"

    @property
    def words(self) -> Words:
        return _SEVERITY_WORDS[self]

    @property
    def rank(self) -> int:
        """By which the gravest comes first."""
        return list(Severity).index(self)


_SEVERITY_WORDS = {
    Severity.ERROR: Words("Lỗi", "Error"),
    Severity.WARNING: Words("Cảnh báo", "Warning"),
    Severity.INFO: Words("Lưu ý", "Note"),
}


@dataclass(frozen=True, slots=True)
class Message:
    """An entry of the catalogue: severity and the template in both languages, fields in braces."""

    severity: Severity
    words: Words


def _read_messages() -> dict[str, Message]:
    table = tomllib.loads(files("cchc_excel").joinpath("messages.toml").read_text(encoding="utf-8"))
    return {code: Message(Severity(m["severity"]), Words(m["vi"], m["en"])) for code, m in table.items()}


MESSAGES = _read_messages()


@dataclass(frozen=True, slots=True)
class Finding:
    """Something found in an input (phát hiện): coded, placed, and worded on demand in either language.

    `ids` and `cells` stand in the order of the rule's text. `explanation` is the note that explains a
    warning. `literal` is the wording of a finding that was read back from a consolidated file.
    """

    code: str
    severity: Severity
    fields: Mapping[str, object] = field(default_factory=dict)
    rule: str | None = None
    ids: tuple[str, ...] = ()
    cells: tuple[str, ...] = ()
    stated: float | None = None
    computed: float | None = None
    imbalance: float | None = None
    explanation: str = ""
    suggestions: tuple[str, ...] = ()
    literal: str = ""
    stale: Finding | None = None
    """Why the explanation holds no more: it was written for other values."""

    @property
    def explained(self) -> bool:
        """True for a warning that a note beside one of its rows explains, and explains still."""
        return bool(self.explanation) and self.severity is Severity.WARNING and self.stale is None

    @property
    def weight(self) -> Severity:
        """The severity that counts for a file's status: an explained warning counts as info."""
        return Severity.INFO if self.explained else self.severity

    def message(self, lang: str = "vi") -> str:
        """The finding in words, with why its explanation holds no more."""
        words = self.literal or fill_in(MESSAGES[self.code].words.in_(lang), self.fields, lang)
        return words if self.stale is None else f"{words} {self.stale.message(lang)}".rstrip()


def finding(code: str, /, *, ids: Iterable[str] = (), cells: Iterable[str] = (), **fields: object) -> Finding:
    """Make the finding of a message that is not a rule's, with the severity of the catalogue."""
    return Finding(code, MESSAGES[code].severity, fields, ids=tuple(ids), cells=tuple(cells))


def fill_in(template: str, fields: Mapping[str, object], lang: str) -> str:
    """Put the fields into a template's braces; a field that is not given stays visible."""

    def value(match: re.Match[str]) -> str:
        name = match[1]
        return format_value(fields[name], lang) if name in fields else match[0]

    return re.sub(r"\{([A-Za-z_0-9:.]+)\}", value, template).rstrip()


class CchcError(Exception):
    """What this package raises: a finding that stops the work on one input, or the whole command."""

    def __init__(self, found: Finding, earlier: Iterable[Finding] = ()) -> None:
        super().__init__(found.message())
        self.finding = found
        self.earlier = tuple(earlier)
        """What was found before and must be said too."""

    def __reduce__(self) -> tuple[type, tuple[object, ...]]:
        return type(self), (self.finding, self.earlier)


class BrokenFile(CchcError):
    """A file that cannot be read or is not what it should be; the batch goes on without it."""


class WrongUsage(CchcError):
    """A command that cannot be carried out as it was given."""


class BrokenDeclaration(Exception):
    """A catalogue, layout or rules file with faults: all of them, each with its place."""

    def __init__(self, problems: Iterable[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(self.problems))

    def __reduce__(self) -> tuple[type, tuple[object, ...]]:
        return type(self), (self.problems,)
