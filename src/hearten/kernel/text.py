"""Marking text for translation where Django may not be imported."""


def N_(message: str) -> str:  # noqa: N802 -- the field's usual name for "mark, translate later"
    """Mark `message` for the message catalogue; the door that shows it translates it."""
    return message
