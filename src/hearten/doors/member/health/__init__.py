"""The member's health record: what is known, how it went, and who told it (H1)."""
