"""Parts that claims uses through its ports."""
