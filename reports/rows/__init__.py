"""The frozen rows that measures read, one file a subject. What makes them from the ledgers is in `ehcp_flow/services/board`."""
