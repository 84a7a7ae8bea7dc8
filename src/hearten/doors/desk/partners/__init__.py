"""Partners: the keys of hospitals, direct settlement, and tables handed in for them."""
