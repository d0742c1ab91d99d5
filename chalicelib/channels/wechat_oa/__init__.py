"""微信公众号: messages that followers of an Official Account send it."""
