"""Amazon SNS, delivered over HTTPS."""
