"""An invented insurer with a life of its own, for trying things out."""
