"""What can be asked for, by subject; `registry` gathers it."""
