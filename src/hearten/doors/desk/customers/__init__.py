"""Who our customers are: finding one, and all we know of one on a page (C1)."""
