"""Which few things do many items measure? Exploratory factor analysis (docs/algorithms/psychometrics.md)."""
