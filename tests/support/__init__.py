"""A whole Huiyin for tests: the real rooms over the embedded engine, fakes at the edges, time in the test's hand."""
