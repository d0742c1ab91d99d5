"""Lazada: reverse orders (cancellations, returns, refunds), as the open platform pushes them."""
