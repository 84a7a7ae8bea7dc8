"""Charts on paper: drawn as lines and surfaces, sharp at any size, to be told apart without colour."""
