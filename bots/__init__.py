"""Doors for chat programs."""
