"""From a file to grids: one module a kind of file, and the one place that tells which kind a file is.

What is read is told by content, whatever the name says. Nothing here knows a form.
"""

from cchc_excel.sources.detection import read_source, read_table
from cchc_excel.sources.inputs import content_of, files_in
from cchc_excel.sources.own_results import is_made_by_us

__all__ = ["content_of", "files_in", "is_made_by_us", "read_source", "read_table"]
