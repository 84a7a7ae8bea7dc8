"""Settings, addresses, commands: the one room that sees everything."""
