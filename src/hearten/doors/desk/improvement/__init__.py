"""Cases at the desk: from a low answer or a complaint to its cause and its end."""
