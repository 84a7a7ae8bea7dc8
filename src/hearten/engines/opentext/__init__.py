"""What people write in their own words, in Chinese and English: topics, feeling, what is new (docs/algorithms/open_text.md)."""
