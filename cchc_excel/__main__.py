"""`python -m cchc_excel` is `cchc`."""

from cchc_excel.cli import run

run()
