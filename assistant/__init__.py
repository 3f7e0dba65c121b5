"""A privacy assistant: answers from a policy's exact words and files rights requests."""
