"""The tests that guard the house: what the design asks of the code as a whole, not of one part."""
