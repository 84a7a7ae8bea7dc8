"""Closing the loop: cases, calls back, asking again (I1)."""
