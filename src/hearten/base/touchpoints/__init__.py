"""Each meaningful moment with a customer: who, journey stage, channel, what, outcome, how long."""
