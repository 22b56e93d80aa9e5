"""The law and the machine. Pure: given what has happened, what is the state, what may happen next, what is due when.

`fold` reads a ledger, `deadlines` derives every deadline from it, `explain` puts one in words, `advance` adds to it or
refuses, `permitted` lists what may come next, `the_law` is the law that comes with the package.
"""

from workflows.advance import advance, permitted
from workflows.case import fold
from workflows.clocks import deadlines
from workflows.explain import explain
from workflows.parameters import the_law

__all__ = ["advance", "deadlines", "explain", "fold", "permitted", "the_law"]
