"""The verbs. Each loads, asks `workflows`, saves event, index and messages in one transaction, and returns an outcome."""
