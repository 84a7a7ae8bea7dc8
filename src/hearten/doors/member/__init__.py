"""The member's app: phone first, one task a screen."""
