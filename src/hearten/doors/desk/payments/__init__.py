"""Money that leaves the house: batches, the bank's files, and each day compared with the statement."""
