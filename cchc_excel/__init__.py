"""cchc_excel: read, fill, check and consolidate the annex workbooks of Vietnamese administrative-reform
reports."""

__version__ = "0.1.0"
