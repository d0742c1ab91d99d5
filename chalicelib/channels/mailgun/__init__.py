"""Mailgun routes: mail that Mailgun takes in and forwards."""
