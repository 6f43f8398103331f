"""Mark the workbooks that were checked: for each a copy in a folder, with the cells to look at coloured and
commented. What cannot be marked is said; the files themselves are never changed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from cchc_excel.errors import BrokenFile, CchcError, Finding, WrongUsage, finding
from cchc_excel.model.grids import SourceDocument
from cchc_excel.on_disk import are_same, file_of
from cchc_excel.output.files import check_target, write_whole
from cchc_excel.output.findings import FileFindings
from cchc_excel.output.marking import MarkedWorkbook, Marks, is_marked, mark_workbook, marks_of
from cchc_excel.sources import content_of, read_source
from cchc_excel.workflows.kinds import kind_in_words
from cchc_excel.workflows.reading import folder_of, inputs_in

_NAMED_AT_MOST = 5


@dataclass(frozen=True, slots=True)
class MarkedCopy:
    """A copy that was written: how many of its cells are marked (0: earlier marks were only taken back), and
    how many findings name no cell."""

    target: Path
    count: int
    unplaced: int


@dataclass(slots=True)
class Marking:
    """What came of marking: the copies, the files without one, and what is to be said."""

    copies: list[MarkedCopy] = field(default_factory=list)
    clean: list[str] = field(default_factory=list)
    """Files of which nothing was found."""
    unplaced: list[str] = field(default_factory=list)
    """Files all of whose findings name no cell."""
    findings: list[Finding] = field(default_factory=list)
    not_written: list[Finding] = field(default_factory=list)
    """Why a copy could not be made though there are cells to mark."""
    faults: list[Finding] = field(default_factory=list)
    """Copies that did not turn out as they must: a fault of ours."""


@dataclass(frozen=True, slots=True)
class MarkPlan:
    """Where the marked copy of each input goes."""

    targets: Mapping[Path, Path]
    is_forced: bool
    without: tuple[Path, ...]
    """What is no input: results of this command and of earlier ones."""

    def target_of(self, path: Path, suffix: str) -> Path:
        """Where the copy goes, with the extension that its content must have, or Excel does not open it."""
        target = self.targets[path]
        if not suffix or target.suffix.lower() == suffix:
            return target
        renamed = target.with_suffix(suffix)
        return target.with_name(target.name + suffix) if renamed in self.targets.values() else renamed


def plan_marking(
    folder: Path, paths: Sequence[Path], read: Sequence[Path], *, force: bool, output: Path | None
) -> MarkPlan:
    """Decide where the copies of the files at `paths` go, before any work; `read` is all that the command
    reads. Raises WrongUsage where a copy would stand among the inputs, over one, or over an existing file
    that may not be replaced."""
    is_inside = any(p.is_dir() and folder.resolve().is_relative_to(p.resolve()) for p in read)
    without = tuple(p for p in (output, folder if is_inside else None) if p is not None)
    if folder.is_file():
        raise WrongUsage(finding("MARK-002", folder=str(folder)))
    if any(are_same(p, folder) for p in read):
        raise WrongUsage(finding("MARK-001", folder=str(folder)))
    if is_inside and (strangers := [*islice(_strangers(folder), _NAMED_AT_MOST + 1)]):
        named = (*strangers[:_NAMED_AT_MOST], *("…" for _ in strangers[_NAMED_AT_MOST:]))
        raise WrongUsage(finding("MARK-008", folder=str(folder), files=named))
    everything = inputs_in(read, without)
    inputs = everything if tuple(read) == tuple(paths) else inputs_in(paths, without)
    if any(are_same(parent, folder) for parent in {p.parent for p in everything}):
        raise WrongUsage(finding("MARK-001", folder=str(folder)))
    plan = MarkPlan(_targets(folder, inputs, paths), force, without)
    taken = {p.resolve() for p in (*everything, *([output] if output else []))}
    for target in plan.targets.values():
        if target.resolve() in taken:
            raise WrongUsage(finding("FILE-014", file=str(target)))
        check_target(target, force=force)
    return plan


def _strangers(folder: Path) -> Iterator[str]:
    """The files of a folder that are no marked copies: they may be reports that somebody put there."""
    for path in inputs_in([folder]) if folder.is_dir() else ():
        try:
            is_copy = is_marked(path, path.read_bytes())
        except OSError:
            is_copy = False
        if not is_copy:
            yield str(path.relative_to(folder))


def mark_files(checked: Iterable[FileFindings], plan: MarkPlan, lang: str) -> Marking:
    """Write the marked copies of all files that have a cell to look at."""
    by_path: dict[Path, list[FileFindings]] = {}
    for each in checked:
        if each.path is not None and each.report is not None:
            by_path.setdefault(each.path, []).append(each)
    marking = Marking()
    for path, reports in by_path.items():
        try:
            _mark(path, reports, plan, marking, lang)
        except (BrokenFile, WrongUsage) as refused:
            marking.not_written.append(refused.finding)
        except CchcError as fault:
            marking.faults.append(fault.finding)
    return marking


def _mark(path: Path, reports: Sequence[FileFindings], plan: MarkPlan, marking: Marking, lang: str) -> None:
    file, document = reports[0].file, read_source(path)
    marks = marks_of(reports, document, lang)
    if document.kind != "xlsx":
        if any(each.findings for each in reports):
            marking.findings.append(finding("MARK-003", file=file, kind=kind_in_words(document.kind)))
        else:
            marking.clean.append(file)
        return
    content = content_of(path)
    marked = mark_workbook(path, content, document, marks.cells, lang)
    target = plan.target_of(path, marked.suffix)
    if marked.content == content:
        (marking.unplaced if marks.unplaced else marking.clean).append(file)
        if target.exists():
            marking.findings.append(finding("MARK-005", file=file, target=str(target)))
        return
    if target != plan.targets[path]:
        check_target(target, force=plan.is_forced, inputs=[path])
    _write(target, marked, document)
    marking.copies.append(MarkedCopy(target, marked.count, marks.unplaced))
    marking.findings += _remarks(file, marked, marks)


def _remarks(file: str, marked: MarkedWorkbook, marks: Marks) -> Iterable[Finding]:
    if marked.is_signed:
        yield finding("MARK-004", file=file)
    if marked.in_threads:
        yield finding("MARK-006", file=file, places=marked.in_threads, cells=marked.in_threads)


def _write(target: Path, marked: MarkedWorkbook, document: SourceDocument) -> None:
    def write(beside: Path) -> None:
        beside.write_bytes(marked.content)
        if wrong := [*sorted(marked.strange_parts), *_misread(document, read_source(beside))]:
            raise CchcError(finding("MARK-007", file=str(target), places=tuple(wrong)))

    write_whole(target, write)


def _misread(before: SourceDocument, after: SourceDocument) -> list[str]:
    """The sheets that a reader does not find as they were; marks change nothing that is read."""
    names = [old.name for old, new in zip(before.grids, after.grids, strict=True) if old != new]
    is_same = (before.names, before.properties) == (after.names, after.properties)
    return names if is_same else [*names, "docProps"]


def _targets(folder: Path, inputs: Sequence[Path], paths: Sequence[Path]) -> dict[Path, Path]:
    """The copy of each input: below the folder as the file stands below the one that was checked; a zip is a
    folder then. Of two files of one name the second gets a number."""
    taken: set[str] = set()
    targets = {}
    for path in inputs:
        wanted = target = folder / _below(path, folder_of(path, paths))
        number = 1
        while str(target).casefold() in taken:
            number += 1
            target = wanted.with_name(f"{wanted.stem} ({number}){wanted.suffix}")
        taken.add(str(target).casefold())
        targets[path] = target
    return targets


def _below(path: Path, folder: Path | None) -> Path:
    """The path of an input below the folder that was named, or below the one in which its file lies."""
    file = file_of(path)
    below = path.relative_to(folder or file.parent)
    if file == path:
        return below
    return Path(*(each.removesuffix(".zip") for each in below.parent.parts), below.name)
