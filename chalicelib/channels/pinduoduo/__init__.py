"""拼多多: after-sales, asked for."""
