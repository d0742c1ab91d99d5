"""Shopify: refunds, returns, cancellations, disputes and the mandatory privacy requests of a shop."""
