"""The member's claims: hand one in, follow it, understand what was paid."""
