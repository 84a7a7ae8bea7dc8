"""Where people, devices and other systems come in."""
