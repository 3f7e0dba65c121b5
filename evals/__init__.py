"""Scores the assistant on labelled sets: `python -m evals`. The method stands in docs/quality.md."""
