"""Writing into the sheet parts of a workbook that somebody else made: whatever is not written stays byte for
byte.

Nothing here knows a form or a report: cells come in, bytes go out. Source: ECMA-376 part 1 (SpreadsheetML).
"""

from cchc_excel.output.package_edit.book import EditableBook, Place, Recomputed
from cchc_excel.output.package_edit.splicing import CellEdit

__all__ = ["CellEdit", "EditableBook", "Place", "Recomputed"]
