"""Shopee: returns and buyers' chat messages, as the open platform pushes them."""
