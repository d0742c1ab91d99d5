"""Meta: Messenger, Instagram and WhatsApp Cloud, which share one webhook."""
