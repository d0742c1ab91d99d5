"""One matter over several complaints: what is alike, what hangs together, and how complaints become one. Pure."""
