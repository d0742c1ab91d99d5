"""What the marketplaces share: keyed digests over the raw body, lenient JSON, and events told as sentences."""
