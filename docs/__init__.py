"""Documents for people, and what keeps them in step with the code."""
