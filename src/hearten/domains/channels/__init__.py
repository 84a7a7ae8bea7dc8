"""How we reach people: messages in the app and by e-mail, quiet hours, contact limits."""
