"""The request desk: where the data protection officer works on what was filed. Pages that need no JavaScript."""
