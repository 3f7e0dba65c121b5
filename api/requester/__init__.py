"""The requester's pages: where a request stands, and what the person behind it may do. They need no JavaScript."""
