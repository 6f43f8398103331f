"""A consolidated file is input one level up: over random trees of real units, consolidating the parts gives in
every cell what consolidating all leaves at once gives; the order of the inputs and the number of processes
never change a byte."""

from __future__ import annotations

import re
import tempfile
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from cchc_excel.consolidation.consolidate import Consolidated, consolidate
from cchc_excel.consolidation.selection import Target, select
from cchc_excel.mapping.identity import Given
from cchc_excel.mapping.values import interpret
from cchc_excel.model.administration import ReportingUnit
from cchc_excel.model.grids import Cell
from cchc_excel.model.reports import Cover, Report, ReportedValue, SourceFile, State
from cchc_excel.workflows.consolidating import Outcome, Request, consolidate_files
from cchc_excel.workflows.tools import load_tools

from .trees import CATALOGUE, DISTRICTS, LAM_DONG, PERIOD, REGISTER, Said, Tree, lines, trees, write

TOOLS = load_tools()
THE_MOMENT = re.compile(rb"<dcterms:\w+ [^>]*>[^<]*")
"""When a file was written: the only difference between two runs over the same inputs."""
OF_THE_ROUTE = re.compile(rb'Target="[^"]*" TargetMode="External"')
"""What a link of `Chi tiết` opens: the commune's file, or the consolidated one in which it came. Beside it
nothing may differ between two routes: a file bears the name that it has in the folder that was named."""

settings.register_profile(
    "trees",
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example],
)


# ---- In memory: the figures ----


def as_read(said: Said, n: int) -> Report:
    """The report as a reader would give it, without its cells."""
    values = {}
    for row_id, indicator in CATALOGUE.indicators.items():
        typed, note = said.lines.get(row_id, (None, ""))
        cell = Cell(1, 1, "A1", typed, "" if typed is None else str(typed))
        reading = interpret(cell, indicator, points=True)
        text = "" if reading.state is State.BLANK else cell.shown
        values[row_id] = ReportedValue(row_id, reading.state, reading.value, text, note, tally=reading.tally)
    cover = Cover(said.unit, said.unit.level, said.period, report_date=said.dated)
    return Report(cover, values, SourceFile(f"{n}.xlsx"))


def made_of(reports: Sequence[Report], unit: ReportingUnit, tree: Tree) -> Consolidated | None:
    target = Target(unit, unit.level, tree.period)
    chosen = select(reports, target, None, TOOLS.administration, REGISTER, latest=tree.latest)
    return consolidate(chosen, target, CATALOGUE, TOOLS.administration) if chosen.leaves else None


def account_of(made: Consolidated | None) -> tuple[object, ...]:
    """All that a consolidation says of its figures and of those who reported."""
    if made is None:
        return ()
    report = made.report
    who = (report.expected, report.missing, report.refused, report.not_expected)
    leaves = [(leaf.name, leaf.values) for leaf in report.leaves]
    return made.figures, report.values, report.cover, report.findings, who, leaves


@settings(settings.get_profile("trees"), max_examples=60)
@given(trees())
def test_every_figure_and_every_missing_unit_is_the_same_however_the_leaves_are_grouped(tree):
    sent = {upper: [s for s in said if s.damaged is None] for upper, said in tree.sent.items()}
    numbers = {id(s): n for n, s in enumerate(s for said in sent.values() for s in said)}
    flat = [as_read(s, numbers[id(s)]) for said in sent.values() for s in said]
    nested: list[Report] = []
    for upper, said in sent.items():
        reports = [as_read(s, numbers[id(s)]) for s in said]
        made = made_of(reports, upper, tree) if tree.parts[upper] else None
        nested += reports if made is None else [made.report]
    at_once, again = (made_of(reports, tree.target, tree) for reports in (flat, nested[::-1]))
    assert account_of(again) == account_of(at_once)


@settings(settings.get_profile("trees"), max_examples=30)
@given(st.lists(lines(), min_size=2, max_size=6), st.randoms(use_true_random=False))
def test_the_order_of_the_reports_changes_no_figure(said, chance):
    units = REGISTER.below(DISTRICTS[0], "commune", PERIOD.end)
    reports = [as_read(Said(unit, each), n) for n, (unit, each) in enumerate(zip(units, said, strict=False))]
    tree = Tree(LAM_DONG, PERIOD, {}, {}, latest=False)
    shuffled = chance.sample(reports, len(reports))
    assert account_of(made_of(shuffled, LAM_DONG, tree)) == account_of(made_of(reports, LAM_DONG, tree))


# ---- Through files: every part of the result ----


def content_of(path: Path, *excused: re.Pattern[bytes]) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    for difference in (THE_MOMENT, *excused):
        parts = {name: difference.sub(b"", part) for name, part in parts.items()}
    return parts


def different_parts(one: Path, other: Path, *excused: re.Pattern[bytes]) -> list[str]:
    first, second = content_of(one, *excused), content_of(other, *excused)
    return sorted(n for n in first.keys() | second.keys() if first.get(n) != second.get(n))


def run(
    paths: Sequence[Path], target: Path, unit: ReportingUnit, tree: Tree, *, jobs: int | None = 1
) -> Outcome:
    told = Given(unit, unit.level, tree.period)
    listed = list_for(unit, tree, target.with_suffix(".list"))
    return consolidate_files(
        Request(paths, target, told, unit_list=listed, latest=tree.latest, jobs=jobs), TOOLS
    )


def list_for(unit: ReportingUnit, tree: Tree, folder: Path) -> Path | None:
    """The list of the whole, or that part of it which the units below know of; of one name wherever it is,
    for messages name it."""
    expected = tree.listed
    if unit is not tree.target:
        own = {said.unit.key for said in tree.sent[unit]}
        expected = [] if unit in tree.listed else [u for u in tree.listed if u.key in own]
    if not expected:
        return None
    folder.mkdir()
    path = folder / "danh-sach.csv"
    path.write_text("Mã,Tên\n" + "".join(f"{u.code},{u.name}\n" for u in expected), encoding="utf-8")
    return path


def write_tree(tree: Tree, folder: Path) -> Iterator[tuple[ReportingUnit, Path]]:
    """Write what was sent, a folder for each file that is to be made of it first; gives them with their
    units."""
    for n, (upper, sent) in enumerate(tree.sent.items()):
        by_unit: dict[str, list[Said]] = {}
        for said in sent:
            by_unit.setdefault(said.unit.key, []).append(said)
        parts = max(tree.parts[upper], 1)
        for part in range(min(parts, len(by_unit))):
            inbox = folder / f"{n}-{part}"
            inbox.mkdir()
            for m, said in enumerate(s for group in list(by_unit.values())[part::parts] for s in group):
                write(said, inbox / f"{n}-{part}-{m}.xlsx")
            yield upper, inbox


def go_up(tree: Tree, inboxes: Sequence[tuple[ReportingUnit, Path]]) -> list[Path]:
    """What reaches the target on the way over the units between: a consolidated file, or where there is none
    the folder as it came."""
    ups = []
    for upper, inbox in inboxes:
        made = inbox.with_name(f"{inbox.name}.xlsx")
        is_made = tree.parts[upper] and run([inbox], made, upper, tree).consolidated is not None
        ups.append(made if is_made else inbox)
    return ups


@settings(settings.get_profile("trees"), max_examples=10)
@given(trees(most=3))
def test_every_part_of_the_file_is_the_same_however_the_leaves_are_grouped(tree):
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        inboxes = list(write_tree(tree, folder))
        if not inboxes:
            return
        flat = run([inbox for _, inbox in inboxes], folder / "flat.xlsx", tree.target, tree)
        nested = run(go_up(tree, inboxes)[::-1], folder / "nested.xlsx", tree.target, tree)
        assert (flat.consolidated is None) == (nested.consolidated is None)
        if flat.consolidated is not None:
            assert different_parts(folder / "flat.xlsx", folder / "nested.xlsx", OF_THE_ROUTE) == []


@pytest.fixture(scope="module")
def awkward(tmp_path_factory) -> tuple[Tree, Path, list[tuple[ReportingUnit, Path]]]:
    """A tree in which each thing that may go wrong does, in one file or several of two districts."""
    folder = tmp_path_factory.mktemp("awkward")
    sent: dict[ReportingUnit, list[Said]] = {}
    for n, upper in enumerate(DISTRICTS[:2]):
        one, two, three, four, *_ = REGISTER.below(upper, "commune", PERIOD.end)
        said = Said(
            one, {"BM6:1.1": (0.1, "hai\ndòng"), "BM7:2.2": (400 / 7, ""), "BM3:3.3.1": (1e15 + 0.3, " a ")}
        )
        sent[upper] = [
            said,
            replace(
                said,
                unit=two,
                lines={"BM6:1.1": (0.1 + 0.2, ""), "BM7:2.2": (1 / 3, ""), "BM3:1": (" ", "…")},
            ),
            replace(said, unit=two, lines={"BM6:1.1": (0.1 + 0.2 * n, ""), "BM1:6": ("Có", "")}),
            replace(said, unit=three, damaged=b""),
            replace(
                said,
                unit=four,
                lines={"BM6:1.1": (1e-9, "=1+1"), "BM5:2.1": (" chưa rõ ", ""), "BM3:1": (" ", "…")},
            ),
        ]
    tree = Tree(LAM_DONG, PERIOD, sent, dict.fromkeys(sent, 1), latest=False)
    return tree, folder, list(write_tree(tree, folder))


def test_numbers_of_seventeen_digits_white_space_and_percents_survive_every_step(awkward, tmp_path):
    tree, _, inboxes = awkward
    run([inbox for _, inbox in inboxes], tmp_path / "flat.xlsx", tree.target, tree)
    run(go_up(tree, inboxes), tmp_path / "nested.xlsx", tree.target, tree)
    assert different_parts(tmp_path / "flat.xlsx", tmp_path / "nested.xlsx", OF_THE_ROUTE) == []
    detail = content_of(tmp_path / "nested.xlsx")
    assert b"<v>1000000000000000.2</v>" in b"".join(detail.values())


def test_the_order_of_the_inputs_changes_no_byte(awkward, tmp_path):
    tree, _, inboxes = awkward
    files = sorted(file for _, inbox in inboxes for file in inbox.iterdir())
    run(files, tmp_path / "one.xlsx", tree.target, tree)
    run([*files[1::2], *files[::2]][::-1], tmp_path / "other.xlsx", tree.target, tree)
    assert different_parts(tmp_path / "one.xlsx", tmp_path / "other.xlsx") == []


def test_the_number_of_processes_changes_no_byte(awkward, tmp_path):
    tree, _, inboxes = awkward
    for jobs in (1, 2):
        run([inbox for _, inbox in inboxes], tmp_path / f"{jobs}.xlsx", tree.target, tree, jobs=jobs)
    assert different_parts(tmp_path / "1.xlsx", tmp_path / "2.xlsx") == []
