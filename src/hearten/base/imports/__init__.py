"""Taking in data from elsewhere: runs that can be resumed, what they sent back, and who is who at the source."""
