"""Points to learn from, and what a network sees of them. NumPy alone."""
