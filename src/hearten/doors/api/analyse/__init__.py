"""`hearten analyse`: a file of answers and a list of questions come in, statistics go out. No database is needed."""
