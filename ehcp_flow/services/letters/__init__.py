"""Letters of a case: which fit, made from the ledger and its deadlines, kept, sent, and given out as Word and PDF."""
