"""The documents of a case: files and links, their versions, with whom they were shared, and who opened them."""
