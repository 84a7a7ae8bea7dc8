"""What does a policy pay for these expenses, and why not more? (docs/algorithms/cost_sharing.md)"""
