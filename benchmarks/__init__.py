"""Measures speed and size on this machine: `python -m benchmarks`. How to read it stands in docs/quality.md."""
