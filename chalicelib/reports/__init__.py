"""Numbers, each with its definition."""
