"""The science: pure and columnar. No Django, no clock, no input or output."""
