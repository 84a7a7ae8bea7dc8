"""What do customers need, in their own words: studies, codes, themes, labels of open answers."""
