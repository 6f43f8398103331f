"""Which cell is wrong: broken rules grouped by cause, the cell named, the value suggested. Nothing here
knows a particular rule, and nothing changes a value."""

from cchc_excel.validation.causes.before import NOTHING_BEFORE, PeriodBefore
from cchc_excel.validation.causes.diagnosis import diagnose, suggested

__all__ = ["NOTHING_BEFORE", "PeriodBefore", "diagnose", "suggested"]
