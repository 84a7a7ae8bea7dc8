"""From the bill to the money (L1–L6)."""
