"""The work of the insurer, floor by floor."""
