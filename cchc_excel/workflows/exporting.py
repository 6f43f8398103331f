"""The long table of reports for other programs: which reports it holds, and the tables that a consolidation
leaves beside its file."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from cchc_excel.errors import BrokenFile, WrongUsage, finding
from cchc_excel.mapping.identity import Given
from cchc_excel.model.reports import Report
from cchc_excel.output import records
from cchc_excel.output.files import write_whole
from cchc_excel.output.values_table import COLUMNS, value_records
from cchc_excel.workflows.reading import read_file
from cchc_excel.workflows.targets import check_result
from cchc_excel.workflows.tools import Tools


def table_of(reports: Iterable[Report], tools: Tools) -> list[dict[str, Any]]:
    """The long table: every row of every report, with the unit above each as the register has it."""
    return value_records((_with_parent(report, tools) for report in reports), tools.catalogue)


def with_leaves(reports: Iterable[Report]) -> list[Report]:
    """The reports, each followed by those that it was made of."""
    return [each for report in reports for each in (report, *report.leaves)]


def write_records(rows: Sequence[records.Record], columns: records.Columns, target: Path) -> None:
    """Write a table in the format of the name's ending, CSV or Parquet; the target was checked before."""
    write: Callable[..., None] = records.write_parquet if _is_parquet(target) else records.write_csv
    write_whole(target, lambda path: write(rows, columns, path))


def check_tables(
    targets: Sequence[Path], result: Path | None, *, force: bool, inputs: Iterable[Path]
) -> None:
    """Refuse what cannot be written, before any work is done; raises WrongUsage."""
    inputs = list(inputs)
    for n, target in enumerate(targets):
        if target.suffix.lower() not in records.SUFFIXES:
            raise WrongUsage(finding("EXP-001", file=str(target)))
        if target.resolve() in [other.resolve() for other in (*targets[:n], *([result] if result else []))]:
            raise WrongUsage(finding("EXP-002", file=str(target)))
        check_result(target, inputs, force=force)
        if _is_parquet(target):
            check_parquet()


def check_parquet() -> None:
    """Parquet needs a library that is an extra; raises WrongUsage where it is missing."""
    if find_spec("pyarrow") is None:
        raise WrongUsage(finding("OPT-005"))


def export_consolidated(file: Path, targets: Sequence[Path], tools: Tools) -> None:
    """Write the total and all leaves of a consolidated file as tables; they are read back out of the file,
    so that the tables say what the file says."""
    if not targets:
        return
    read = read_file(file, file.name, tools, Given())
    if read.report is None:
        raise BrokenFile(read.fault)
    rows = table_of(with_leaves([read.report]), tools)
    for target in targets:
        write_records(rows, COLUMNS, target)


def _with_parent(report: Report, tools: Tools) -> Report:
    cover = report.cover
    if report.parent_name or cover.period is None:
        return report
    above = tools.register.parent_of(cover.reporting_unit, cover.period.end)
    return replace(report, parent_name=above.name if above else "")


def _is_parquet(target: Path) -> bool:
    return target.suffix.lower() == ".parquet"
