"""A month of many complaints, lived through with the clock in our hand, and counted again by hand."""
