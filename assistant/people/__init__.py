"""Who works at the desk: how they sign in, and how long that lasts."""
