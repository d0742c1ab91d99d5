"""The signed relay: complaints of any place without an API of its own, forwarded as JSON."""
