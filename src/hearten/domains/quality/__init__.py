"""How good is our service: dimensions, indicators, targets, peers, experts."""
