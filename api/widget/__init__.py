"""The chat widget, plain modules that a browser reads as they are, and the pages around it."""
