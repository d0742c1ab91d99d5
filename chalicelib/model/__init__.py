"""The words of Huiyin as types. Pure: no I/O, no clock, no randomness of their own."""
