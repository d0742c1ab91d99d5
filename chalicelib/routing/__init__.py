"""Where a complaint belongs, how urgent it is, and what is promised: pure, and explained by data."""
