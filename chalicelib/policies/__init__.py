"""What the customer is entitled to. The rules and their engine arrive with their own issue; nothing is here yet."""
