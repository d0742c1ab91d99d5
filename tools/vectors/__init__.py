"""Replays of published and computed protocol vectors against the channel adapters."""
