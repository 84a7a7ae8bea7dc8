"""Needs at the desk: studies in five steps, coding of what people said, and what open answers speak of."""
