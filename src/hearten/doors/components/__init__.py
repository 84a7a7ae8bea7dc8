"""What all pages share: tokens, shells, parts, charts."""
