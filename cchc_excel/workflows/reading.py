"""Read files into reports: whatever cannot be read is a finding, and the rest of the batch goes on."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from multiprocessing import get_context
from pathlib import Path

from cchc_excel.errors import BrokenFile, Finding, WrongUsage, finding
from cchc_excel.mapping.consolidated import read_consolidated
from cchc_excel.mapping.identity import Given
from cchc_excel.mapping.reading import read_report
from cchc_excel.model.reports import Report
from cchc_excel.sources import files_in, read_source
from cchc_excel.workflows.tools import Tools, load_tools

Progress = Callable[[Sequence[Path]], Iterator[Path]]


@dataclass(frozen=True, slots=True)
class ReadFile:
    """One file of a batch: its report, or why there is none."""

    file: str
    report: Report | None
    fault: Finding | None = None


def read_file(path: Path, name: str, tools: Tools, given: Given) -> ReadFile:
    """Read one file under the name that messages shall use."""
    try:
        return _read(path, name, tools, given)
    except BrokenFile as broken:
        fault = replace(broken.finding, fields={**broken.finding.fields, "file": name})
        return ReadFile(name, None, fault)


def _read(path: Path, name: str, tools: Tools, given: Given) -> ReadFile:
    document = read_source(path)
    report, binding = read_report(document, tools.catalogue, tools.administration, tools.register, given)
    if not binding.rows:
        fault = next(iter(binding.findings), finding("FILE-003", file=name))
        return ReadFile(name, None, fault)
    report = read_consolidated(document, report, tools.catalogue, tools.administration)
    report = replace(report, source=replace(report.source, file=name))
    return ReadFile(name, report)


def read_files(
    paths: Sequence[Path],
    tools: Tools,
    given: Given,
    *,
    without: Path | None = None,
    progress: Progress = iter,
    jobs: int = 1,
) -> list[ReadFile]:
    """Read all files named and all in the folders named, in order; `without` is the result's own file,
    never an input."""
    found = [p for p in files_in(tuple(paths)) if without is None or not _same(p, without)]
    if not found and paths:
        raise WrongUsage(finding("FILE-012", file=", ".join(map(str, paths))))
    names = _names(found, paths)
    if jobs > 1 and len(found) > 1:
        # Spawned, not forked: a forked child of a process with threads may hang.
        with ProcessPoolExecutor(jobs, mp_context=get_context("spawn")) as pool:
            work = pool.map(
                partial(_read_in_process, given=given), found, [names[p] for p in found], chunksize=4
            )
            return [next(work) for _ in progress(found)]
    return [read_file(path, names[path], tools, given) for path in progress(found)]


def _read_in_process(path: Path, name: str, given: Given) -> ReadFile:
    return read_file(path, name, load_tools(), given)


def _names(found: Sequence[Path], paths: Sequence[Path]) -> dict[Path, str]:
    """How each file is called: as it was named, or by its path in the folder that was named."""
    names = {}
    for path in found:
        folder = next((p for p in paths if p.is_dir() and path.is_relative_to(p)), None)
        name = str(path.relative_to(folder)) if folder is not None else str(path)
        names[path] = name.encode("utf-8", "replace").decode("utf-8")  # a name that is no Unicode
    return names


def _same(a: Path, b: Path) -> bool:
    return b.exists() and a.samefile(b)
