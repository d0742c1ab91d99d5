"""E-mail: raw MIME in, RFC 5322 answers out."""
