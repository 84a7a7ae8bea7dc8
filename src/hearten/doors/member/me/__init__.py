"""Me: my data and where it came from, my choices, who looked (C1, C3, M1)."""
