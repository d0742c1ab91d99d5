"""What a rush would do to the desk: arrivals against a roster, by the rules and promises in force."""
