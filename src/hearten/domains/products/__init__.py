"""What we offer: versioned product documents, prices, underwriting, plain words (P1, P2, P7)."""
