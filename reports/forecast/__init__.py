"""What is to be expected if the work goes on as it did: no figure of cases, and nothing in it is left to chance."""
