"""One file a library behind a port; none of them knows another."""
