"""TikTok Shop: buyers' messages, returns and cancellations."""
