"""``python -m tools import FILE``: complaints from places without an API, each sent as one signed relay delivery."""
