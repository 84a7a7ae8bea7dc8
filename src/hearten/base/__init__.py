"""What all domains stand on."""
