"""The commands, one per workflow.

A command imports its workflow when it runs, so that `cchc` and its help need not wait for the libraries of
the others.
"""

from cchc_excel.cli.commands import catalogue, checking, consolidating, reading, writing
from cchc_excel.cli.commands.group import main

__all__ = ["catalogue", "checking", "consolidating", "main", "reading", "writing"]
