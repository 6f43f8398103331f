"""What things are: forms, rules, periods, levels, grids, reports. Standard library only."""
