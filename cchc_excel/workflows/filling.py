"""Fill a template with the values of any readable source."""

from __future__ import annotations

from pathlib import Path

from cchc_excel.errors import BrokenFile, Finding, finding
from cchc_excel.mapping.identity import Given
from cchc_excel.output.files import check_target
from cchc_excel.output.filler import fill_template
from cchc_excel.workflows.reading import read_file
from cchc_excel.workflows.templates import doubts_about, write_report
from cchc_excel.workflows.tools import Tools


def fill(
    source: Path, target: Path, tools: Tools, given: Given, *, force: bool, remark: str = ""
) -> tuple[Finding, ...]:
    """Write the source's values into a template; raises BrokenFile when the source cannot be read.

    `remark` stands on the cover, as for figures that are made up.
    """
    check_target(target, force=force, inputs=[source])
    read = read_file(source, str(source), tools, given)
    if read.report is None:
        raise BrokenFile(read.fault)
    filled = fill_template(read.report, tools.catalogue)
    write_report(tools, filled.report, target, remark)
    said = [*read.report.findings, *filled.findings, *doubts_about(tools, read.report.cover)]
    if read.report.leaves:
        said.append(finding("FILL-008", file=read.file, count=len(read.report.leaves)))
    return tuple(said)
