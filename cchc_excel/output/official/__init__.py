"""Filling an official workbook (điền vào mẫu của cơ quan): which of its cells become what, and what is said
of it.

Only value cells, note cells and the named fields of a cover are written; how bytes change is
`package_edit`'s to know.
"""

from cchc_excel.output.official.filling import FilledWorkbook, OfficialRow, Template, fill_official

__all__ = ["FilledWorkbook", "OfficialRow", "Template", "fill_official"]
