"""阿里云短信: notices by text message, and what customers answer to them."""
