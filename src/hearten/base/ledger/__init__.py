"""The append-only record of what was done, each entry with its canonical form, salt and leaf digest (B1, B2)."""
