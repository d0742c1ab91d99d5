"""Which days are worked and which are holidays, for every room that counts days."""
