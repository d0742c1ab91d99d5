"""The public complaint form."""
