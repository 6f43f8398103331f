"""Read files into reports: whatever cannot be read is a finding, and the rest of the batch goes on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TypeVar

from cchc_excel.errors import BrokenFile, Finding, WrongUsage, finding
from cchc_excel.mapping.consolidated import read_consolidated
from cchc_excel.mapping.identity import Given
from cchc_excel.mapping.reading import read_reports
from cchc_excel.model.reports import Report
from cchc_excel.on_disk import file_of
from cchc_excel.sources import files_in, read_source
from cchc_excel.workflows.parallel import spread
from cchc_excel.workflows.structure import alterations
from cchc_excel.workflows.tools import Brought, Tools

T = TypeVar("T")
Progress = Callable[[Sequence[Path]], Iterator[Path]]


@dataclass(frozen=True, slots=True)
class ReadFile:
    """A report of a file, or why there is none; a file in which many units stand side by side gives one
    for each."""

    file: str
    report: Report | None
    fault: Finding | None = None
    path: Path | None = None


def read_file(path: Path, name: str, tools: Tools, given: Given) -> ReadFile:
    """Read a file that holds one report under the name that messages shall use; of several the one of the
    unit that is given."""
    read = read_each((path, name), tools, given)
    if len(read) == 1:
        return read[0]
    wanted = given.reporting_unit.key if given.reporting_unit is not None else ""
    own = [r for r in read if r.report is not None and r.report.cover.reporting_unit.key == wanted]
    units = tuple(r.report.name for r in read if r.report is not None)
    return own[0] if len(own) == 1 else ReadFile(name, None, finding("BIND-016", file=name, units=units))


def read_each(named: Named, tools: Tools, given: Given) -> list[ReadFile]:
    """Read all reports of a file; what cannot be read is the one fault."""
    path, name = named
    try:
        return [replace(each, path=path) for each in _read(path, name, tools, given)]
    except BrokenFile as broken:
        fault = replace(broken.finding, fields={**broken.finding.fields, "file": name})
        return [ReadFile(name, None, fault, path)]


def _read(path: Path, name: str, tools: Tools, given: Given) -> Iterator[ReadFile]:
    document = read_source(path)
    for report, binding in read_reports(
        document, tools.catalogue.declared, tools.administration, tools.register, given, tools.layouts
    ):
        if not binding.rows:
            fault = next(iter(binding.findings), finding("FILE-003", file=name))
            yield ReadFile(name, None, fault)
            continue
        told = (*alterations(document, binding, report, tools), *report.findings)
        report = replace(report, findings=told)
        full = read_consolidated(document, report, tools.catalogue, tools.administration)
        leaves = tuple(replace(x, source=replace(x.source, location=path)) for x in full.leaves)
        source = replace(full.source, file=name, location=path)
        yield ReadFile(name, replace(full, source=source, leaves=leaves))


Named = tuple[Path, str]
"""A file, and how messages call it."""


def read_files(
    paths: Sequence[Path],
    tools: Tools,
    given: Given,
    *,
    without: Sequence[Path] = (),
    progress: Progress = iter,
    jobs: int | None = None,
) -> list[ReadFile]:
    """Read all files named and all in the folders named, in order; `without` are the result's own files
    and folders, never inputs."""
    return of_each_file(read_each, named_files(paths, without), tools, given, progress, jobs)


def split(read: Iterable[ReadFile]) -> tuple[list[Report], list[Finding]]:
    """The reports of files that were read, and why the others gave none."""
    files = list(read)
    return (
        [each.report for each in files if each.report is not None],
        [each.fault for each in files if each.fault is not None],
    )


def of_each_file(
    do: Callable[[Named, Tools, Given], list[T]],
    named: Sequence[Named],
    tools: Tools,
    given: Given,
    progress: Progress,
    jobs: int | None,
) -> list[T]:
    """What `do`, a function of a module, gives for each file, in order; in several processes where that is
    worth their start."""
    work = partial(_in_process, do=do, given=given, brought=tools.brought)
    done = spread(named, work, lambda each: do(each, tools, given), jobs)
    return [result for _ in progress([path for path, _ in named]) for result in next(done)]


def named_files(paths: Sequence[Path], without: Sequence[Path] = ()) -> list[Named]:
    """The files named and those in the folders named, but for the result's own; raises WrongUsage where
    there are none."""
    found = inputs_in(paths, without)
    if not found and paths:
        raise WrongUsage(finding("FILE-012", file=", ".join(map(str, paths))))
    names = _names(found, paths)
    return [(path, names[path]) for path in found]


def inputs_in(paths: Sequence[Path], without: Sequence[Path] = ()) -> list[Path]:
    """The files that are named and those in the folders that are named, but for the result's own."""
    own = [path.resolve() for path in without if path.exists()]
    return [p for p in files_in(tuple(paths)) if not (own and _is_among(p.resolve(), own))]


def _is_among(path: Path, own: Sequence[Path]) -> bool:
    return any(path.is_relative_to(each) or file_of(path).samefile(each) for each in own)


def _in_process(
    chunk: Sequence[Named], do: Callable[[Named, Tools, Given], list[T]], given: Given, brought: Brought
) -> list[list[T]]:
    tools = brought.tools()
    return [do(each, tools, given) for each in chunk]


def folder_of(path: Path, paths: Sequence[Path]) -> Path | None:
    """The folder among those named in which a file was found; None for one that was named itself."""
    return next((p for p in paths if p.is_dir() and path.is_relative_to(p)), None)


def _names(found: Sequence[Path], paths: Sequence[Path]) -> dict[Path, str]:
    """How each file is called: as it was named, or by its path in the folder that was named; where that calls
    two files alike, by the whole path."""
    named = [path for path in paths if path.is_dir()]
    folders = {path: folder_of(path, named) for path in found}
    short = {path: str(path.relative_to(folder)) if folder else str(path) for path, folder in folders.items()}
    counts = Counter(short.values())
    names = {path: name if counts[name] == 1 else str(path) for path, name in short.items()}
    return {path: n.encode("utf-8", "replace").decode("utf-8") for path, n in names.items()}  # no Unicode
