"""Outbound webhooks to the user's own systems, by Standard Webhooks. ``docs/webhooks.md`` is for those who receive."""
