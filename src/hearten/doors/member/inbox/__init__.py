"""What we wrote to the member, and how the member wants to be reached."""
