"""eBay: buyers' questions, feedback received, and the compulsory notice that a user's account was deleted."""
