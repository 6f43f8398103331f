"""Confronting reports with the rules: verdicts and findings. What a rule says is declared in the
catalogue."""
