"""SendGrid: Inbound Parse, and the event webhook."""
