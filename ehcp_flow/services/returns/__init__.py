"""The SEN2 return made from the ledgers (docs/decisions/0020)."""
