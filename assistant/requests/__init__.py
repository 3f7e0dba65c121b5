"""From a draft to a ticket, its legal clock, and the mail that leaves for it."""
