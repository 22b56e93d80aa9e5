"""Lists of work: which cases, in what order, what is next on each; and looking for one."""
