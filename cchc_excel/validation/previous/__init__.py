"""A report beside an earlier one of its unit: which earlier report that is, explanations that were written
for other figures, old figures sent again."""

from cchc_excel.validation.previous.earlier import NOTHING_EARLIER, Earlier, EarlierReports
from cchc_excel.validation.previous.explanations import with_stale
from cchc_excel.validation.previous.sent_again import sent_again

__all__ = ["NOTHING_EARLIER", "Earlier", "EarlierReports", "sent_again", "with_stale"]
