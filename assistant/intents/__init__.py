"""What a message is taken for: its intent and the rights it asks for."""
