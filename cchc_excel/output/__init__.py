"""What is written: templates, filled and consolidated workbooks, findings as text and JSON, tables of
values."""
