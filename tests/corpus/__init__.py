"""Workbooks as clerks send them, made by a program, each with its truth. See README.md.

Written from the annex alone, without sight of the binder: nothing here may import `cchc_excel.mapping`.
"""
