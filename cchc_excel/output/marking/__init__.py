"""Marking a workbook that was checked (bản đánh dấu): the cells to look at are coloured and carry a comment
that says what is wrong and what to do.

A second marking takes the first one back: a comment remembers the colour that its cell had. How bytes
change is `package_edit`'s to know.
"""

from cchc_excel.output.marking.marks import Mark, Marks, marks_of
from cchc_excel.output.marking.workbook import MarkedWorkbook, is_marked, mark_workbook

__all__ = ["Mark", "MarkedWorkbook", "Marks", "is_marked", "mark_workbook", "marks_of"]
