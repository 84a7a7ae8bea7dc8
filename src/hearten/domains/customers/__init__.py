"""Who our customers are, what they agreed to, and who looked at their health data (C1, C3)."""
