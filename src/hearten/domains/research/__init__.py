"""Understanding needs: studies in five steps, qualitative coding, and what open answers are about (X7, X9)."""
