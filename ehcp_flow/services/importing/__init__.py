"""Reading in: a return or a file of cases, checked and stored, all or nothing."""
