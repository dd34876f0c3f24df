"""Lecture notes: Markdown pages with a model, its given numbers and the printed claims."""
