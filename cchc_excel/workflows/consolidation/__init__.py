"""The steps of a consolidation: what was asked, which files are meant, for whom, what was said before, and
whether nothing was lost."""
