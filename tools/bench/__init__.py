"""Counts and times beside the budgets: ``python -m tools bench``."""
