"""What is done regularly: the schedule as a table, one function that does what is due, and how it stands."""
