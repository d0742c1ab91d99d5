"""Answers to customers before they are sent: begun from a template, checked for what is missing or must not be said."""
