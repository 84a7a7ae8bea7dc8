"""Other systems come in here."""
