"""From a quote to a policy in hand, and the life of the policy (S1, P2)."""
