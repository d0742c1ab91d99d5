"""When to ask, what to ask, and what an answer causes. Pure."""
