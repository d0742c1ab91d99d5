"""Postmark: inbound mail."""
