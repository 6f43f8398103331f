"""What a report of a check says, worded once: every format shows these lines, in this order, with these
numbers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from pathlib import Path

from cchc_excel.errors import Finding, Severity
from cchc_excel.model.expressions import Verdict, to_sentence
from cchc_excel.model.forms import Catalogue, Check, Indicator, Rule
from cchc_excel.model.places import row_name
from cchc_excel.output.findings import STATUS_WORDS, FileFindings, summed, worded_causes
from cchc_excel.output.own_rules_words import OFF, change_of, line_of
from cchc_excel.output.reports import wording
from cchc_excel.output.reports.links import path_in_zip, relative_link
from cchc_excel.words import one_line

_NAMED_AT_MOST = 40
_GRAVEST_FIRST = ("errors", "unreadable", "empty", "warnings", "clean")


@dataclass(frozen=True, slots=True)
class FileLine:
    """A report that was checked, or a file that could not be read."""

    number: int
    checked: FileFindings
    unit: str
    """Empty where it is not known whose report it is."""
    period: str
    status_words: str
    reason: str
    """Why a file could not be read."""
    link: str
    """The path of the file from the report's folder; of a file in a zip, that of the zip."""
    member: str
    """The path of a file in its zip: no link leads there."""

    @property
    def title(self) -> str:
        return self.unit or self.checked.file

    @property
    def status(self) -> str:
        return self.checked.status

    @property
    def counts(self) -> dict[str, int]:
        return self.checked.counts

    @property
    def grade(self) -> str:
        return wording.grade_of([self.status])

    @property
    def unit_code(self) -> str:
        return self.checked.report.cover.reporting_unit.code if self.checked.report else ""

    @property
    def report_number(self) -> str:
        return self.checked.report.cover.report_number if self.checked.report else ""

    @property
    def report_date(self) -> date | None:
        return self.checked.report.cover.report_date if self.checked.report else None

    @property
    def sha256(self) -> str:
        return self.checked.report.source.sha256 if self.checked.report else ""


@dataclass(frozen=True, slots=True)
class FindingLine:
    """A finding; `severity` is the one that counts, so an explained warning stands with the notes."""

    number: int
    file: FileLine
    finding: Finding
    severity_words: str
    message: str
    forms: tuple[str, ...]
    rows: str
    """The codes of the rows, with their forms where there are several."""
    label: str
    """The first row with its name: `Biểu mẫu 3, dòng 3.3.2: Số hồ sơ …`."""
    cause: str
    """Which cell may be wrong and what may have been meant, where that is more than the message says."""

    @property
    def severity(self) -> Severity:
        return self.finding.weight

    @property
    def code(self) -> str:
        return self.finding.rule or self.finding.code

    @property
    def suggestions(self) -> tuple[str, ...]:
        """What may have been meant, in the words of the cause where there are some."""
        return (self.cause,) if self.cause else self.finding.suggestions

    @property
    def place(self) -> str:
        """The cell to look at first."""
        return next(iter(self.finding.cells), "")


@dataclass(frozen=True, slots=True)
class FilePart:
    """The findings of one file; `causes` are those that several of them may share, with their numbers."""

    file: FileLine
    lines: tuple[FindingLine, ...]

    @property
    def causes(self) -> dict[str, tuple[int, ...]]:
        numbers: dict[str, tuple[int, ...]] = {}
        for line in self.lines:
            if line.cause:
                numbers[line.cause] = (*numbers.get(line.cause, ()), line.number)
        return numbers


@dataclass(frozen=True, slots=True)
class RuleLine:
    """A rule in force, how often each verdict came out, and where it is violated."""

    rule: Rule
    severity_words: str
    sentence: str
    counts: dict[str, int]
    where: str
    change: str
    """What a province's own rules change of it."""

    @property
    def reason(self) -> str:
        return "\n".join(filter(None, (self.rule.reason, self.change)))


@dataclass(frozen=True, slots=True)
class Content:
    """A report of a check. `grade` is `good`, `look` or `bad`."""

    lang: str
    grade: str
    headline: str
    totals: dict[str, int]
    files: tuple[FileLine, ...]
    findings: tuple[FindingLine, ...]
    rules: tuple[RuleLine, ...]
    own_rules: str
    """Which rules of its own a province brought; empty where there are none."""

    @property
    def totals_line(self) -> str:
        explained = sum(line.finding.explained for line in self.findings)
        totals = wording.totals_of(self.totals, len(self.files), explained, self.lang)
        return " ".join(filter(None, (totals, self.own_rules)))

    @property
    def by_file(self) -> tuple[FilePart, ...]:
        """The findings of each file that has any."""
        groups = groupby(self.findings, lambda line: line.file.number)
        return tuple(FilePart(self.files[number - 1], tuple(lines)) for number, lines in groups)

    @property
    def titles(self) -> tuple[str, ...]:
        """What the files with findings are called, each name once."""
        return tuple(dict.fromkeys(line.file.title for line in self.findings))

    @property
    def forms(self) -> tuple[str, ...]:
        """The forms that findings name, sorted."""
        return tuple(sorted({form for line in self.findings for form in line.forms}))

    def of(self, severity: Severity) -> tuple[FindingLine, ...]:
        return tuple(line for line in self.findings if line.severity is severity)


def content_of(checked: Sequence[FileFindings], catalogue: Catalogue, lang: str, folder: Path) -> Content:
    """Word a run; `folder` is where the report will stand, and links start there."""
    files = tuple(_file(n, each, lang, folder) for n, each in enumerate(checked, start=1))
    statuses = Counter(each.status for each in checked)
    return Content(
        lang,
        wording.grade_of(statuses),
        _headline(statuses, lang),
        summed(checked, "counts"),
        files,
        tuple(_findings(files, catalogue, lang)),
        (*_rules(files, catalogue, lang), *_switched_off(catalogue, lang)),
        line_of(catalogue.own_rules, lang) if catalogue.own_rules else "",
    )


def _headline(statuses: Counter[str], lang: str) -> str:
    """`Chưa đạt: 3/6 tệp có lỗi phải sửa; 1/6 tệp không đọc được; …`"""
    file, total = wording.FILE_IN_SENTENCE.in_(lang), statuses.total()
    parts = (
        f"{statuses[s]}/{total} {file} {STATUS_WORDS[s].in_(lang)}" for s in _GRAVEST_FIRST if statuses[s]
    )
    return f"{wording.GRADES[wording.grade_of(statuses)].in_(lang)}: {'; '.join(parts)}."


def _file(number: int, checked: FileFindings, lang: str, folder: Path) -> FileLine:
    cover = checked.report.cover if checked.report else None
    return FileLine(
        number,
        checked,
        cover.reporting_unit.name if cover else "",
        cover.period.name.in_(lang) if cover and cover.period else "",
        STATUS_WORDS[checked.status].in_(lang),
        "" if checked.report else " ".join(f.message(lang) for f in checked.findings),
        relative_link(checked.path, folder),
        path_in_zip(checked.path),
    )


def _findings(files: Sequence[FileLine], catalogue: Catalogue, lang: str) -> Iterator[FindingLine]:
    found = [(file, each) for file in files for each in file.checked.findings]
    causes = {file.number: worded_causes(file.checked, lang) for file in files}
    for number, (file, each) in enumerate(found, start=1):
        rows = [catalogue.indicators[i] for i in each.ids if i in catalogue.indicators]
        forms = tuple(dict.fromkeys(catalogue.form_of(row.id).short for row in rows))
        yield FindingLine(
            number,
            file,
            each,
            _severity(each, lang),
            each.message(lang),
            forms,
            ", ".join(r.code if len(forms) == 1 else f"{r.code} ({r.form})" for r in rows),
            _label(rows[0], forms[0], lang) if rows else "",
            causes[file.number].get((each.rule, each.ids), ""),
        )


def _severity(found: Finding, lang: str) -> str:
    severity = found.severity.words.in_(lang)
    if found.explained:
        return wording.EXPLAINED.in_(lang).format(severity)
    return severity if found.stale is None else wording.STALE.in_(lang).format(severity)


def _label(row: Indicator, form: str, lang: str) -> str:
    return f"{form}, {wording.ROW.in_(lang).lower()} {row.code}: {one_line(row.label)}"


def _rules(files: Sequence[FileLine], catalogue: Catalogue, lang: str) -> Iterator[RuleLine]:
    checks: dict[str, list[Check]] = {}
    for check in catalogue.checks:
        checks.setdefault(check.rule.id, []).append(check)
    for rule in catalogue.rules:
        verdicts = [file.checked.rule_verdicts.get(rule.id, {}) for file in files]
        violated = [f.title for f, v in zip(files, verdicts, strict=True) if v.get(Verdict.VIOLATED.value)]
        yield RuleLine(
            rule,
            rule.severity.words.in_(lang),
            _sentence(checks.get(rule.id, ()), catalogue, lang),
            {verdict.value: sum(v.get(verdict.value, 0) for v in verdicts) for verdict in Verdict},
            _some(violated, lang),
            _change(rule, catalogue, lang),
        )


def _change(rule: Rule, catalogue: Catalogue, lang: str) -> str:
    own = catalogue.own_rules
    if own is None or rule.id not in own.changed:
        return ""
    return change_of(own.changed[rule.id], own, lang)


def _switched_off(catalogue: Catalogue, lang: str) -> Iterator[RuleLine]:
    """The rules that are not in force, so that nobody takes them for satisfied."""
    own = catalogue.own_rules
    for change in own.switched_off if own is not None else ():
        checks = [check for check in own.declared.checks if check.rule.id == change.before.id]
        yield RuleLine(
            change.before,
            OFF.in_(lang),
            _sentence(checks, catalogue, lang),
            dict.fromkeys(map(str, Verdict), 0),
            "",
            change_of(change, own, lang),
        )


def _sentence(checks: Sequence[Check], catalogue: Catalogue, lang: str) -> str:
    """The rule in words; of an `ALL-` rule its first row stands as the example."""
    if not checks:
        return ""
    first = checks[0]
    sentence = to_sentence(first.node, lambda i: row_name(i, first, catalogue), lang)
    if len({i.partition(":")[0] for i in first.ids}) == 1:
        sentence = f"{catalogue.form_of(first.ids[0]).short}: {sentence}"
    if len(checks) == 1:
        return sentence
    return f"{sentence} {wording.ONE_OF_ROWS.in_(lang).format(len(checks))}"


def _some(names: Sequence[str], lang: str) -> str:
    """The names; where they are many the first of them, and where to find the others."""
    shown = ", ".join(names[:_NAMED_AT_MOST])
    if others := len(names) - len(names[:_NAMED_AT_MOST]):
        shown += wording.AND_OTHERS.in_(lang).format(others)
    return shown
