"""The committed samples: rebuilt to the same contents, right or wrong exactly where they say they are."""

from __future__ import annotations

import csv
import json
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

import pandas as pd
import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.cell import Cell

from cchc_excel.errors import Finding, Severity
from cchc_excel.mapping.identity import Given
from cchc_excel.model.reports import Report
from cchc_excel.workflows.checking import check_files, findings_of
from cchc_excel.workflows.consolidating import Outcome, Request, consolidate_files
from cchc_excel.workflows.reading import read_files
from cchc_excel.workflows.tools import Tools, given, load_tools

SAMPLES = Path(__file__).parents[2] / "samples"
PUBLISHED = SAMPLES / "bao-cao-cong-bo"
DISTRICT = SAMPLES / "huyen-lac-duong-2025-Q1"
MISTAKES = SAMPLES / "loi-co-chu-y"
REAL = "Xã Đưng KNớ 2025-Q1.xlsx"
MADE_UP = "Số liệu minh họa do chương trình sinh ra, không phải số liệu thật."

Found = Counter[tuple[str, tuple[str, ...]]]
"""Findings as rule (or message code) and rows."""


@dataclass(frozen=True, slots=True)
class Truth:
    """A line of the table of truths."""

    file: str
    command: str
    found: str
    ids: tuple[str, ...]
    cells: tuple[str, ...]
    entails: Found

    @property
    def expected(self) -> Found:
        return Counter({(self.found, self.ids): 1}) + self.entails


def truths() -> Iterator[Truth]:
    with (SAMPLES / "loi-co-chu-y.csv").open(encoding="utf-8-sig", newline="") as file:
        for line in csv.DictReader(file):
            yield Truth(
                line["file"],
                line["command"],
                line["rule"] or line["code"],
                tuple(line["ids"].split()),
                tuple(cell for cell in line["cells"].split("; ") if cell),
                Counter(_entailed(text) for text in line["entails"].split("; ") if text),
            )


def _entailed(text: str) -> tuple[str, tuple[str, ...]]:
    found, *ids = text.split()
    return found, tuple(ids)


TRUTHS = tuple(truths())


def cases(by_check: bool) -> list[object]:
    """A parameter for each thing seeded; several files of one code are one thing to a consolidation."""
    chosen = {t.found: t for t in TRUTHS if (t.command == "kiem-tra") is by_check}
    return [pytest.param(t, id=t.found) for t in chosen.values()]


@pytest.fixture(scope="module")
def tools() -> Tools:
    return load_tools()


def tally(findings: Sequence[Finding]) -> Found:
    return Counter((f.rule or f.code, f.ids) for f in findings)


def unfilled(findings: Sequence[Finding]) -> list[str]:
    """The messages that show a field in braces instead of what it stands for."""
    worded = (f.message(lang) for f in findings for lang in ("vi", "en"))
    return [message for message in worded if re.search(r"\{\w+\}", message)]


def report_in(path: Path, tools: Tools) -> Report:
    (read,) = read_files([path], tools, Given())
    return read.report


# ---- The files are what the generator writes ----


def test_the_generator_rebuilds_the_committed_files(tmp_path: Path):
    subprocess.run([sys.executable, str(SAMPLES / "make_samples.py"), str(tmp_path)], check=True)
    rebuilt = {p.relative_to(tmp_path): p for p in tmp_path.rglob("*") if p.is_file()}
    committed = {p.relative_to(SAMPLES): p for p in SAMPLES.rglob("*") if p.suffix in (".xlsx", ".csv")}
    assert rebuilt.keys() == committed.keys()
    assert [str(name) for name in rebuilt if contents(rebuilt[name]) != contents(committed[name])] == []


def contents(path: Path) -> object:
    """Every cell, name and property of a workbook; the bytes of a file that is none."""
    content = path.read_bytes()
    if not content.startswith(b"PK\x03\x04") or len(content) < 1000:
        return content
    formulas, results = load_workbook(path), load_workbook(path, data_only=True)
    cells = {
        (sheet.title, cell.coordinate): (cell.value, result(results, cell), cell.number_format)
        for sheet in formulas
        for row in sheet.iter_rows()
        for cell in row
    }
    names = {name: defined.value for name, defined in formulas.defined_names.items()}
    return cells, names, {p.name: p.value for p in formulas.custom_doc_props.props}


def result(results: Workbook, cell: Cell) -> object:
    return results[cell.parent.title][cell.coordinate].value


def test_everything_fits_into_a_small_repository():
    assert sum(p.stat().st_size for p in SAMPLES.rglob("*") if p.is_file()) < 2_000_000


# ---- The good district ----


@pytest.mark.parametrize("path", sorted(DISTRICT.iterdir()), ids=lambda p: p.stem)
def test_a_made_up_report_says_so_on_its_cover_and_the_real_one_does_not(path: Path):
    cover = load_workbook(path)["Bìa"]
    said = any(cell.value == MADE_UP for row in cover.iter_rows() for cell in row)
    assert said is (path.name != REAL)


def test_a_seeded_mistake_says_that_it_is_made_up():
    silent = []
    for path in MISTAKES.iterdir():
        content = path.read_bytes()
        if content.startswith(b"PK") and len(content) > 1000:
            cells = (cell.value for sheet in load_workbook(path) for row in sheet.iter_rows() for cell in row)
            if not any(isinstance(value, str) and value.startswith(MADE_UP) for value in cells):
                silent.append(path.name)
    assert silent == []


def test_the_good_district_has_no_error_and_no_warning(tools: Tools):
    checked = check_files([DISTRICT], tools, Given())
    assert len(checked) == 6
    assert {each.status for each in checked} == {"clean"}
    assert {each.file for each in checked if each.findings} == {REAL}  # it published zeros on headings


def test_the_real_report_holds_what_was_published(tools: Tools):
    published = report_in(PUBLISHED / "bao-cao-cchc-dung-kno-2025-quy-1.txt", tools)
    formulas = {i.id for i in tools.catalogue.indicators.values() if i.is_calculated}
    for path in (DISTRICT / REAL, PUBLISHED / "bao-cao-cchc-dung-kno-2025-quy-1.xlsx"):
        filled = report_in(path, tools)
        assert filled.cover == published.cover
        assert without(filled.numbers, formulas) == without(published.numbers, formulas)


def without(numbers: dict[str, float], ids: set[str]) -> dict[str, float]:
    return {i: value for i, value in numbers.items() if i not in ids}


# ---- The seeded mistakes ----


def test_the_table_of_truths_and_the_folder_name_the_same_files():
    assert sorted(t.file for t in TRUTHS) == sorted(p.name for p in MISTAKES.iterdir())


@pytest.mark.parametrize("truth", cases(by_check=True))
def test_a_check_finds_exactly_what_was_seeded(truth: Truth, tools: Tools):
    (checked,) = check_files([MISTAKES / truth.file], tools, Given())
    assert tally(checked.findings) == truth.expected
    seeded = next(f for f in checked.findings if (f.rule or f.code, f.ids) == (truth.found, truth.ids))
    assert seeded.cells == truth.cells
    assert unfilled(checked.findings) == []


@pytest.mark.parametrize("truth", cases(by_check=False))
def test_a_consolidation_finds_exactly_what_was_seeded(truth: Truth, tools: Tools, tmp_path: Path):
    folder, others = district_with(truth, tmp_path)
    outcome = consolidate(folder, truth.command, tools)
    of_others = [f for path in others for f in findings_of(report_in(path, tools), tools)]
    found = [f for _, f in outcome.findings]
    assert tally(found) == truth.expected + tally(of_others)
    assert unfilled(found) == []


@pytest.mark.parametrize("truth", cases(by_check=False))
def test_what_only_a_consolidation_can_find_is_clean_by_itself(truth: Truth, tools: Tools):
    (checked,) = check_files([MISTAKES / truth.file], tools, Given())
    assert [f for f in checked.findings if f.severity is not Severity.INFO] == []


def test_the_later_of_two_different_reports_is_used_when_asked(tools: Tools, tmp_path: Path):
    folder, _ = district_with(next(t for t in TRUTHS if t.found == "CONS-001"), tmp_path)
    outcome = consolidate(folder, "tong-hop", tools, latest=True)
    assert [Path(d.used).name for d in outcome.selection.duplicates] == ["CONS-001 Xã Đạ Chais (2).xlsx"]


def district_with(truth: Truth, folder: Path) -> tuple[Path, list[Path]]:
    """The good district with the seeded files in place of their unit's; gives the other files too."""
    seeded = [t.file for t in TRUTHS if t.found == truth.found]
    unit = re.sub(rf"^{truth.found} |( \(\d\))?\.xlsx$", "", truth.file)
    others = [path for path in DISTRICT.iterdir() if not path.name.startswith(f"{unit} ")]
    for path in (*others, *(MISTAKES / name for name in seeded)):
        shutil.copy(path, folder)
    return folder, others


def consolidate(folder: Path, command: str, tools: Tools, *, latest: bool = False) -> Outcome:
    """What a command of the table comes to, as a dry run."""
    _, *words = shlex.split(command)
    options = dict(zip(words[::2], words[1::2], strict=True))
    told = given(tools, options.get("--unit"), None, options.get("--period"))
    return consolidate_files(Request([folder], None, told, latest=latest), tools)


# ---- The totals of the district, computed once more from what the communes say ----


@pytest.fixture(scope="module")
def consolidated(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, object], Path]:
    """The command's own account of consolidating the district, and the file that it wrote."""
    target = tmp_path_factory.mktemp("district") / "tong-hop.xlsx"
    return json.loads(cchc("tong-hop", DISTRICT, "-o", target, "--format", "json")), target


def cchc(*arguments: object) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "cchc_excel", *map(str, arguments)],
        capture_output=True,
        check=False,
        encoding="utf-8",
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_all_six_communes_are_in_the_total(consolidated: tuple[dict[str, object], Path]):
    account, _ = consolidated
    assert [account[k] for k in ("expected", "received", "used")] == [6, 6, 6]
    assert [account[k] for k in ("missing", "rejected", "duplicates", "not_expected")] == [[], [], [], []]
    assert account["findings"] == {"error": 0, "warning": 0, "info": 3}


def test_every_total_is_what_pandas_makes_of_the_communes(consolidated: tuple[dict[str, object], Path]):
    read = pd.DataFrame(json.loads(cchc("doc", DISTRICT, "--format", "json")))
    communes = read.pivot(index="file", columns="id", values="value").astype("float64")
    totals = {row["id"]: row for row in json.loads(cchc("doc", consolidated[1], "--format", "json"))}
    wrong = [row["id"] for row in declared_rows() if not agrees(totals[row["id"]], row, communes)]
    assert wrong == []
    assert len(totals) == len(communes.columns)


def declared_rows() -> Iterator[dict[str, object]]:
    """The rows as the forms' own files declare them."""
    for path in files("cchc_excel.catalog").joinpath("forms").iterdir():
        form = tomllib.loads(path.read_text(encoding="utf-8"))
        for row in form["indicators"]:
            yield row | {"id": f"{form['id']}:{row['code']}", "form": form["id"]}


def agrees(total: dict[str, object], row: dict[str, object], communes: pd.DataFrame) -> bool:
    if row.get("consolidate") == "tally":
        return total["value"] is None and told_by(communes[row["id"]], row["choices"]) == total["tally"]
    expected = _total(row, communes)
    if pd.isna(expected):
        return total["value"] is None
    return total["value"] == pytest.approx(expected, rel=1e-12, abs=1e-10)  # read with ten decimals


def told_by(said: pd.Series, choices: dict[str, str]) -> dict[str, int] | None:
    """How many communes chose each code; None where none chose."""
    return {code: int((said == int(code)).sum()) for code in choices} if said.notna().any() else None


def _total(row: dict[str, object], communes: pd.DataFrame) -> float:
    operator, said = row.get("consolidate"), communes[row["id"]]
    if operator == "derived":
        above, below = (communes[f"{row['form']}:{c}"].sum() for c in re.findall(r"\[(.+?)\]", row["equals"]))
        return 100 * above / below if below else float("nan")
    made = {"sum": said.sum(min_count=1), "max": said.max(), "mean": said.mean()}
    return made.get(operator, float("nan"))
