"""WooCommerce: refunded and cancelled orders of a shop; answers as order notes that the buyer gets by mail."""
