"""The mapping layer: from grids to a report. Which cell is which row, what was typed there, whose report
it is."""
