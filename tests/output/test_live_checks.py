"""The sheet `Kiểm tra` says what Python says, in filled templates and after a clerk has typed in the
forms."""

from __future__ import annotations

import math
import random
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache
from pathlib import Path

import openpyxl
import pytest
from support import report_of, violated

from cchc_excel.catalog.own_rules import read_own_rules
from cchc_excel.errors import Severity
from cchc_excel.mapping.identity import Given
from cchc_excel.mapping.reading import read_report
from cchc_excel.model.administration import ReportingUnit
from cchc_excel.model.expressions import Verdict, computed, judge
from cchc_excel.model.expressions.nodes import Comparison, Row
from cchc_excel.model.forms import Catalogue, Indicator, Kind
from cchc_excel.model.reports import Cover, Report, State
from cchc_excel.model.verdicts import Result
from cchc_excel.output.filler import fill_template
from cchc_excel.output.plan import CHECK_SHEET, Plan
from cchc_excel.output.template import blank_report, write_template
from cchc_excel.sources import read_source
from cchc_excel.validation.confrontation import confront

OWN_RULES = Path(__file__).parents[2] / "samples/quy-tac-rieng.toml"
BROKEN, CONSISTENT, TYPED = range(10), range(10, 13), range(13, 22)
"""Seeds of the reports: random ones, random ones put right, and templates that are typed over
afterwards."""
COLUMNS = {"Kết quả": 4, "Vế trái": 5, "Vế phải": 6, "Chênh lệch": 7}
COUNTS = (0, 0, 1, 2, 3, 4, 5, 8, 14, 70, 71, 72, 104, 105, 204847, 207030)
ODD = (-1, 0.5, 2700.5, 71.0000001, 1e9)
TEXTS = ("tám", " ", "-", "không rõ", "#N/A", '=""')
FORMULAS = ("=70+1", "=2*4", "=7/2")
NOTES = (
    "Có lý do",
    "-",
    "… / 0",
    "Đ",
    "Phần mềm ghi: a; Phần mềm ghi: b",
    "Phần mềm ghi: đơn vị gõ «1 hồ sơ»; Đúng số",
    "Vì; thế",
    "Phần mềm ghi: x; ",
    "ghi theo Phần mềm ghi: a",
    "\N{NO-BREAK SPACE}",
    " \n\t",
    "dòng một\ndòng hai",
)
COVER_SHEET = "Bìa"


@dataclass(frozen=True, slots=True)
class Checked:
    """A workbook as LibreOffice saved it, with what Python says of it."""

    file: Path
    recalculated: Path
    report: Report
    results: tuple[Result, ...]


@pytest.fixture(scope="module")
def filled(catalogue, administration, recalculate, tmp_path_factory) -> list[Checked]:
    """Filled templates, all recalculated in one call; `report` is what the filler settled, or the examples
    of rules."""
    folder = tmp_path_factory.mktemp("filled")
    made = {}
    for seed in (*BROKEN, *CONSISTENT):
        chance = random.Random(seed)
        values = _values(catalogue, chance)
        if seed in CONSISTENT:
            values = _consistent(values, catalogue, chance)
        notes = {i: chance.choice(NOTES) for i in catalogue.indicators if chance.random() < 0.4}
        given = report_of("BM1", values, notes=notes, level=_level(seed))
        report = fill_template(given, catalogue).report
        made[f"{seed}.xlsx"] = (report, _write(folder / f"{seed}.xlsx", report, catalogue, administration))
    for n, report in enumerate(_examples(catalogue)):
        made[f"examples-{n}.xlsx"] = (
            report,
            _write(folder / f"examples-{n}.xlsx", report, catalogue, administration),
        )
    saved = recalculate([folder / name for name in made])
    return [Checked(folder / name, saved[name], *made[name]) for name in made]


@pytest.fixture(scope="module")
def typed(catalogue, administration, register, recalculate, tmp_path_factory) -> list[Checked]:
    """Templates in which numbers, texts, errors and formulas were typed; `report` is the file read
    again."""
    folder = tmp_path_factory.mktemp("typed")
    files = []
    for seed in TYPED:
        chance = random.Random(seed)
        report = _starting_point(seed, chance, catalogue)
        files.append(folder / f"{seed}.xlsx")
        _write(files[-1], report, catalogue, administration)
        _type_over(files[-1], catalogue, chance)
    saved = recalculate(files)
    checked = []
    for file in files:
        report, _ = read_report(read_source(saved[file.name]), catalogue, administration, register, Given())
        checked.append(Checked(file, saved[file.name], report, confront(report, catalogue).results))
    return checked


def test_the_reports_bring_every_rule_to_each_verdict_of_its_examples(filled, catalogue):
    seen = {(r.check.rule.id, r.judgement.verdict) for each in filled for r in each.results}
    wanted = {(rule.id, example.verdict) for rule in catalogue.rules for example in rule.examples}
    assert wanted - seen == set()


def test_some_reports_are_consistent_and_others_break_many_rules(filled, catalogue):
    errors = [len(violated(each.report, Severity.ERROR)) for each in filled]
    assert [errors[seed] for seed in CONSISTENT] == [0] * len(CONSISTENT)
    assert min(errors[seed] for seed in BROKEN) > 0
    assert max(errors[seed] for seed in BROKEN) > 20


def test_every_live_verdict_and_side_of_a_filled_template_is_what_python_stored(filled):
    differences = [line for each in filled for line in _differences(each.recalculated, each.results)]
    assert differences == []


def test_the_stored_verdicts_and_sides_are_those_of_python_before_any_program_opened_the_file(filled):
    differences = [line for each in filled for line in _differences(each.file, each.results)]
    assert differences == []


def test_every_percent_of_a_filled_template_is_what_python_stored(filled, catalogue):
    plan, differences = Plan.of(catalogue), []
    for each in filled:
        for file in (each.file, each.recalculated):
            workbook = _opened(file)
            for indicator in _percents(catalogue):
                value = each.report.values[indicator.id].value
                got = workbook[plan.places[indicator.id][0]][plan.address(indicator.id)].value
                if not _equal(None if value is None else value / 100, got):
                    differences.append(f"{file.name} {indicator.id}: {got!r}, Python {value!r}")
    assert differences == []


def test_a_derived_percent_is_a_live_formula_unless_the_stated_one_contradicts_its_parts(filled, catalogue):
    plan, kept, replaced = Plan.of(catalogue), 0, 0
    for each in filled:
        workbook = openpyxl.load_workbook(each.file)
        for indicator in (i for i in _percents(catalogue) if i.is_calculated):
            cell = workbook[plan.places[indicator.id][0]][plan.address(indicator.id)]
            is_formula = cell.data_type == "f"
            assert is_formula is (indicator.id not in each.report.replaced_formulas), (
                f"{each.file.name} {indicator.id}"
            )
            kept, replaced = kept + is_formula, replaced + (not is_formula)
        workbook.close()
    assert kept > 50
    assert replaced > 50


def test_a_filled_template_reads_back_as_it_was_filled(filled, catalogue, administration, register):
    for each in filled[::4]:
        for file in (each.file, each.recalculated):
            report, _ = read_report(read_source(file), catalogue, administration, register, Given())
            differing = {
                i: (value, report.numbers.get(i))
                for i, value in each.report.numbers.items()
                if not _equal(value, report.numbers.get(i))
            }
            assert (differing, report.numbers.keys() - each.report.numbers.keys()) == ({}, set()), file


def test_every_live_verdict_and_side_follows_what_a_clerk_types(typed):
    differences = [line for each in typed for line in _differences(each.recalculated, each.results)]
    assert differences == []


def test_what_was_typed_held_texts_errors_and_percents_over_formulas(typed):
    states = {value.state for each in typed for value in each.report.values.values()}
    assert {State.NUMBER, State.BLANK, State.TEXT, State.ERROR} <= states


def test_the_live_sheet_says_where_a_cell_holds_a_text_or_an_error(typed):
    for each in typed:
        sheet = _opened(each.recalculated)[CHECK_SHEET]
        for line, result in enumerate(each.results, start=2):
            odd = any(each.report.values[i].state in (State.TEXT, State.ERROR) for i in result.check.ids)
            said = sheet.cell(line, 9).value
            assert said in ("có ô không phải là số", "đã giải trình") or not odd, (
                f"{each.file.name} line {line} {result.check.ids}"
            )


def test_the_cover_counts_the_violated_errors_and_warnings(filled, typed):
    for each in (*filled, *typed):
        workbook = _opened(each.recalculated)
        counts = {row[0].value: row[1].value for row in workbook["Bìa"].iter_rows(max_col=2)}
        for severity, label in (
            (Severity.ERROR, "Số lỗi phải sửa"),
            (Severity.WARNING, "Số cảnh báo cần xem"),
        ):
            rows = workbook[CHECK_SHEET].iter_rows(max_col=9)
            lines = [(row[1].value, row[3].value) for row in rows if row[8].value != "đã giải trình"]
            expected = lines.count((severity.words.vi, Verdict.VIOLATED.words.vi))
            assert counts[label] == expected, f"{each.file.name}: {label}"


def test_a_warning_that_a_note_of_a_person_explains_is_not_counted(filled, catalogue):
    explained = counted = 0
    for each in filled:
        sheet = _opened(each.recalculated)[CHECK_SHEET]
        found = {(f.rule, f.ids): f.explained for f in confront(each.report, catalogue).findings}
        for line, result in enumerate(each.results, start=2):
            is_explained = found.get((result.check.rule.id, result.check.ids), False)
            says_so = sheet.cell(line, 9).value == "đã giải trình"
            assert says_so is is_explained, f"{each.file.name} line {line}"
            explained, counted = explained + says_so, counted + 1
    assert counted > explained > 10


def test_the_cover_says_what_is_blank_and_whether_the_workbook_may_be_sent(filled, typed, catalogue):
    said = set()
    for each in (*filled, *typed):
        workbook = _opened(each.recalculated)
        cover = {
            row[0].value: (row[1].value, row[2].value) for row in workbook[COVER_SHEET].iter_rows(max_col=3)
        }
        for form in Plan.of(catalogue).forms:
            cells = _typed_cells(workbook[form.sheet], form.lines, catalogue)
            blank = sum(value in (None, "") for value in cells)
            assert cover[form.sheet][0] == blank, f"{each.file.name} {form.sheet}"
            assert f"trong {len(cells)} ô" in cover[form.sheet][1]
        said.add(cover["Gửi được chưa?"][0])
        errors, warnings = cover["Số lỗi phải sửa"][0], cover["Số cảnh báo cần xem"][0]
        remarks = [row[0].value for row in workbook[CHECK_SHEET].iter_rows(min_col=9, max_col=9)]
        assert cover["Gửi được chưa?"][0] == (
            f"CHƯA: có ô ghi chữ, xem cột Lưu ý của «{CHECK_SHEET}»"
            if "có ô không phải là số" in remarks
            else "CHƯA: còn lỗi phải sửa"
            if errors
            else "ĐƯỢC GỬI, còn cảnh báo chưa giải trình"
            if warnings
            else "ĐƯỢC GỬI"
        )
    assert len(said) >= 3


def test_a_blank_template_and_one_without_a_unit_are_not_ready(
    catalogue, administration, recalculate, tmp_path
):
    blank = blank_report(catalogue, report_of("BM1", {}).cover)
    nobody = replace(report_of("BM1", {"1": 3}), cover=Cover(ReportingUnit(""), "commune", None))
    for name, report in {"trong.xlsx": blank, "khong-ten.xlsx": nobody}.items():
        _write(tmp_path / name, report, catalogue, administration)
    saved = recalculate([tmp_path / "trong.xlsx", tmp_path / "khong-ten.xlsx"])
    for folder in (saved, {name: tmp_path / name for name in saved}):
        verdicts = {name: _verdict_of(folder[name]) for name in ("trong.xlsx", "khong-ten.xlsx")}
        assert verdicts == {
            "trong.xlsx": "CHƯA: chưa có số liệu nào",
            "khong-ten.xlsx": "CHƯA: trang bìa còn thiếu đơn vị, cấp, kỳ hoặc ngày của kỳ báo cáo",
        }


def test_what_the_cover_says_is_stored_before_any_program_opened_the_file(filled):
    for each in filled:
        stored, now = (_opened(file)[COVER_SHEET] for file in (each.file, each.recalculated))
        for row in range(17, 30):
            assert stored.cell(row, 2).value == now.cell(row, 2).value, f"{each.file.name} B{row}"


def test_every_row_knows_its_gravest_open_finding_and_the_cells_are_coloured_by_it(filled, typed, catalogue):
    seen = set()
    for each in (*filled, *typed):
        sheet = _opened(each.recalculated)[CHECK_SHEET]
        expected = dict.fromkeys(catalogue.indicators, 0)
        for line, result in enumerate(each.results, start=2):
            severity, verdict, remark = (sheet.cell(line, c).value for c in (2, 4, 9))
            if verdict == Verdict.VIOLATED.words.vi:
                gravity = 1 if remark == "đã giải trình" else {"Lưu ý": 1, "Cảnh báo": 2, "Lỗi": 3}[severity]
                for row in result.check.ids:
                    expected[row] = max(expected[row], gravity)
        lines = range(2, len(expected) + 2)
        assert {sheet.cell(n, 11).value: sheet.cell(n, 12).value for n in lines} == expected, each.file.name
        seen |= set(expected.values())
    assert seen == {0, 1, 2, 3}


def test_a_value_cell_takes_the_colour_of_its_row_on_the_check_sheet(filled, catalogue):
    workbook, plan = openpyxl.load_workbook(filled[0].file), Plan.of(catalogue)
    assert workbook.defined_names["MUC_NANG_NHAT"].attr_text == f"'{CHECK_SHEET}'!$L$2:$L$96"
    order = list(catalogue.indicators)
    for row, (sheet, _) in plan.places.items():
        rules = workbook[sheet].conditional_formatting
        formulas = [
            f for area in rules if plan.address(row) in str(area.sqref) for r in area.rules for f in r.formula
        ]
        place = order.index(row) + 1
        wanted = [f"INDEX(MUC_NANG_NHAT,{place})={gravity}" for gravity in (1, 2, 3)]
        assert set(wanted) <= set(formulas), row
    workbook.close()


def _typed_cells(sheet, lines: Mapping[str, int], catalogue: Catalogue) -> list[object]:
    """The value cells of a form that are open for typing and not grey."""
    cells = [sheet.cell(line + 1, 4) for line in lines.values()]
    return [c.value for c in cells if not c.protection.locked and c.fill.start_color.rgb == "FFFFFDE7"]


def _verdict_of(file: Path) -> str:
    return next(
        row[1].value
        for row in _opened(file)[COVER_SHEET].iter_rows(max_col=2)
        if row[0].value == "Gửi được chưa?"
    )


def test_a_province_s_own_rules_are_live_in_its_template(catalogue, administration, recalculate, tmp_path):
    own = read_own_rules(OWN_RULES, catalogue)
    reports = {
        "dat.xlsx": report_of("BM3", {"3.3.1": 100, "3.3.2": 90, "BM1:1": 1}),
        "khong-dat.xlsx": report_of("BM3", {"3.3.1": 100, "3.3.2": 89, "1": 1, "1.1": 2}),
        "trong.xlsx": report_of("BM3", {"3.3.1": 100}),
    }
    filled = {name: fill_template(each, own).report for name, each in reports.items()}
    results = {name: _write(tmp_path / name, each, own, administration) for name, each in filled.items()}
    saved = recalculate([tmp_path / name for name in reports])
    assert [line for name in reports for line in _differences(saved[name], results[name])] == []
    verdicts = {
        name: {r.check.rule.id: r.judgement.verdict for r in each if r.check.rule.id.startswith("TINH")}
        for name, each in results.items()
    }
    assert verdicts == {
        "dat.xlsx": {"TINH-R01": Verdict.SATISFIED, "TINH-R02": Verdict.SATISFIED},
        "khong-dat.xlsx": {"TINH-R01": Verdict.VIOLATED, "TINH-R02": Verdict.VIOLATED},
        "trong.xlsx": {"TINH-R01": Verdict.NOT_EVALUATED, "TINH-R02": Verdict.VIOLATED},
    }
    assert "BM3-R04" not in {r.check.rule.id for r in results["dat.xlsx"]}


# Reports


def _examples(catalogue: Catalogue) -> list[Report]:
    """One example of every rule and verdict, as many in a report as name different rows; percents as
    given."""
    checks = {(c.rule.id, c.row): c for c in catalogue.checks}
    wanted = {
        (rule.id, e.verdict): (checks[rule.id, e.row], e) for rule in catalogue.rules for e in rule.examples
    }
    packs: list[tuple[set[str], dict[str, float]]] = []
    for check, example in wanted.values():
        rows = {*check.ids, *example.given}
        claimed, values = next((p for p in packs if not p[0] & rows), (set(), {}))
        if not claimed:
            packs.append((claimed, values))
        claimed |= rows
        values |= example.given
    typed = frozenset(i.id for i in catalogue.indicators.values() if i.is_calculated)
    return [replace(report_of("BM1", values), replaced_formulas=typed) for _, values in packs]


def _values(catalogue: Catalogue, chance: random.Random) -> dict[str, float | str | None]:
    """A value for every row, near where rules turn: small counts, so that sums meet; percents as people
    state them."""
    blanks = chance.choice((0.05, 0.3, 0.8))
    values = {
        i.id: None if chance.random() < blanks else _value(i, chance) for i in catalogue.indicators.values()
    }
    for node in (c.node for c in catalogue.checks if isinstance(c.node, Comparison)):
        if isinstance(node.left, Row) and isinstance(node.right, Row) and chance.random() < 0.4:
            other = values[node.right.id]
            values[node.left.id] = (
                other + chance.choice((-1, 0, 0, 1)) if isinstance(other, int | float) else other
            )
    numbers = _numbers(values)
    for indicator in _percents(catalogue):
        if indicator.is_calculated:
            values[indicator.id] = _stated(indicator, numbers, chance)
    return values


def _value(indicator: Indicator, chance: random.Random) -> float | str | None:
    if indicator.kind is Kind.HEADING:
        return chance.choice((None, None, 0))
    if indicator.kind is Kind.CHOICE:
        return chance.choice((None, *indicator.choices, *indicator.choices, 3, 0.5))
    if indicator.kind is Kind.PERCENT:
        return chance.choice(
            (None, 0, 0.5, 50, 98.59, 99.999999, 100, 100.0000001, 100.1, -1, -0.0000001, 9859)
        )
    odd = chance.random() < (0.4 if indicator.kind is Kind.AMOUNT else 0.08)
    return chance.choice((*ODD, "tám")) if odd else chance.choice(COUNTS)


def _stated(indicator: Indicator, numbers: Mapping[str, float], chance: random.Random) -> float | None:
    """The percent left blank, exact, rounded, cut off, a step beside it, as a fraction, or something
    else."""
    exact = computed(indicator.equals, numbers)
    if exact is None or chance.random() < 0.3:
        return chance.choice((None, None, 0, 100, 57.14))
    decimals = chance.choice((0, 1, 2, 2, 2, 3, 4))
    scaled = Decimal(repr(exact * 100)) * 10**decimals
    shown = chance.choice((round(scaled), int(scaled), round(scaled) + 1, int(scaled) - 1))
    stated = float(Decimal(shown) / 10**decimals)
    return chance.choice((stated, stated, exact * 100, exact))


def _consistent(values: dict[str, float | str | None], catalogue: Catalogue, chance: random.Random) -> dict:
    """The same report put right: whole numbers, choices and percents that may be, totals added, the
    smaller below."""
    right = dict(values)
    for indicator in catalogue.indicators.values():
        right[indicator.id] = _right_value(indicator, right[indicator.id], chance)
    for _ in range(20):
        _mend(right, catalogue)
    for indicator in _percents(catalogue):
        if indicator.is_calculated:
            exact = computed(indicator.equals, _numbers(right))
            right[indicator.id] = (
                None
                if exact is None
                else chance.choice((None, exact * 100, round(exact * 100, 2), math.floor(exact * 1000) / 10))
            )
    return right


def _right_value(indicator: Indicator, value: float | str | None, chance: random.Random) -> float | None:
    if indicator.kind is Kind.HEADING:
        return None
    if indicator.kind is Kind.CHOICE:
        return chance.choice((None, *indicator.choices))
    if indicator.kind is Kind.PERCENT:
        return chance.choice((None, 0, 57.14, 100))
    return chance.choice((0, 1, 8, 71)) if value is None or value in ODD or isinstance(value, str) else value


def _mend(values: dict[str, float | str | None], catalogue: Catalogue) -> None:
    """One round of mending: totals from their parts, then each rule that compares two sides made to
    hold."""
    for indicator in catalogue.indicators.values():
        if indicator.equals is not None and not indicator.is_calculated:
            values[indicator.id] = computed(indicator.equals, _numbers(values))
    if values["BM1:5"] == 0:
        values["BM1:5.1"] = values["BM1:5.2"] = None
    for check in catalogue.checks:
        if check.rule.severity is not Severity.ERROR or not isinstance(check.node, Comparison):
            continue
        judgement = judge(check.node, _numbers(values), check.rule.missing)
        if judgement.verdict is Verdict.VIOLATED and check.node.operator in ("<=", ">="):
            big, most = (
                (check.node.right, judgement.left)
                if check.node.operator == "<="
                else (check.node.left, judgement.right)
            )
            assert isinstance(big, Row)
            values[big.id] = most


def _numbers(values: Mapping[str, float | str | None]) -> dict[str, float]:
    return {i: float(v) for i, v in values.items() if isinstance(v, int | float)}


def _percents(catalogue: Catalogue) -> list[Indicator]:
    return [i for i in catalogue.indicators.values() if i.kind is Kind.PERCENT]


def _level(seed: int) -> str:
    return ("commune", "district", "province")[seed % 3]


# Workbooks


def _write(file: Path, report: Report, catalogue: Catalogue, administration) -> tuple[Result, ...]:
    results = confront(report, catalogue).results
    write_template(file, catalogue, administration, report, results)
    return results


def _starting_point(seed: int, chance: random.Random, catalogue: Catalogue) -> Report:
    """A blank template for even seeds, a filled one for odd ones."""
    report = report_of("BM1", _values(catalogue, chance), level=_level(seed))
    return fill_template(report, catalogue).report if seed % 2 else blank_report(catalogue, report.cover)


def _type_over(file: Path, catalogue: Catalogue, chance: random.Random) -> None:
    """Type into two value cells of three, percents that are formulas in one of three."""
    plan, workbook = Plan.of(catalogue), openpyxl.load_workbook(file)
    values = _values(catalogue, chance)
    for indicator in catalogue.indicators.values():
        if chance.random() < (0.67 if indicator.is_calculated else 0.33):
            continue
        value = values[indicator.id]
        if chance.random() < 0.12:
            value = chance.choice(
                TEXTS if indicator.kind in (Kind.PERCENT, Kind.CHOICE) else (*TEXTS, *FORMULAS)
            )
        elif isinstance(value, int | float) and indicator.kind is Kind.PERCENT:
            value = float(Decimal(repr(value)) / 100)
        workbook[plan.places[indicator.id][0]][plan.address(indicator.id)].value = value
    workbook.save(file)
    workbook.close()


def _differences(file: Path, results: tuple[Result, ...]) -> list[str]:
    """The lines of `Kiểm tra` that say something else than Python."""
    sheet, found = _opened(file)[CHECK_SHEET], []
    assert sheet.max_row == len(results) + 1
    assert [sheet.cell(1, column).value for column in COLUMNS.values()] == list(COLUMNS)
    for line, result in enumerate(results, start=2):
        judgement = result.judgement
        expected = (judgement.verdict.words.vi, judgement.left, judgement.right, judgement.imbalance)
        got = tuple(sheet.cell(line, column).value for column in COLUMNS.values())
        assert sheet.cell(line, 1).value == result.check.rule.id
        if not all(map(_equal, expected, got)) and not _is_beyond_fifteen_digits(result):
            found.append(
                f"{file.name} line {line} {result.check.rule.id} {result.check.ids}: {got}, Python {expected}"
            )
    return found


def _is_beyond_fifteen_digits(result: Result) -> bool:
    """True for a percent so large (above 100,000 %) that the 15 digits LibreOffice saves are not within
    1e-9 of it."""
    left = result.judgement.left
    return result.check.rule.id == "ALL-R04" and left is not None and abs(left) > 1e5


@cache
def _opened(file: Path) -> openpyxl.Workbook:
    return openpyxl.load_workbook(file, data_only=True)


def _equal(expected: object, got: object) -> bool:
    """Equal at a relative 1e-9; Python stores a percent with ten decimals, so one below 0,1 % may differ
    by 1e-10."""
    if expected is None:
        return got in (None, "")
    if isinstance(expected, int | float) and isinstance(got, int | float):
        return math.isclose(expected, got, rel_tol=1e-9, abs_tol=1e-10)
    return expected == got
