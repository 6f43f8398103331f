"""The declarations (forms, rules, administration) and the only code that reads them."""
