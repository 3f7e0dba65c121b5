"""What an e-mail address is: the same for the chat, the API and the mail that goes there."""

from __future__ import annotations

from email_validator import ValidatedEmail, validate_email


def read_address(text: str) -> ValidatedEmail:
    """Return an e-mail address taken apart; ValueError when it is none, or one that no mail can be sent to.

    No server is asked. Domains of test installations (.test) are addresses too.
    """
    # "=?" would begin an encoded word in a header, whose decoding can bring an end of line or another address.
    if "=?" in text:
        raise ValueError("An address with an encoded word.")
    return validate_email(text, check_deliverability=False, test_environment=True)
