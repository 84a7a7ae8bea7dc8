"""The desk: where staff work, keyboard first."""
