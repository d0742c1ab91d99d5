"""LINE: messages to an Official Account."""
