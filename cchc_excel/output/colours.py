"""The colours that every output shares: what is wrong, what is to be looked at, what is right."""

from __future__ import annotations

from cchc_excel.errors import Severity

SEVERITY_FILLS = {Severity.ERROR: "#F8CBAD", Severity.WARNING: "#FFE699", Severity.INFO: "#DDEBF7"}
"""The colour of what is to be looked at, the same everywhere."""
RIGHT = "#E2EFDA"
