"""Which cell is wrong: broken rules grouped by cause, the cell named, the value suggested. Nothing here
knows a particular rule, and nothing changes a value."""

from cchc_excel.validation.causes.diagnosis import diagnose, suggested

__all__ = ["diagnose", "suggested"]
