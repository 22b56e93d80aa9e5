"""The Board report from the ledgers: `gather` reads an authority once, and one file a subject makes its rows from a case."""
