"""One rule for addresses, wherever they come in and leave."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from pydantic import ValidationError

from api.schemas import NewTicket
from assistant.adapters.smtp import Sender, build
from assistant.errors import MailRefusedError
from assistant.model import Mail
from assistant.requests.addresses import read_address
from assistant.requests.slots import find_email

SENDER = Sender("Integra", "dpo@integra.co.in")
GOOD = ["zoe@example.org", "zoe@example.test", "zoë.明@exämple.org", "z+tag@a.b.example.org"]
BAD = [
    "",
    "zoe",
    "zoe@localhost",
    "zoe@[127.0.0.1]",
    '"zoe b"@example.org',
    "=?utf-8?q?x?=@example.org",
    "zoe@example..org",
    "zoe@exa_mple.org",
]


def taken_by_the_api(address: str) -> bool:
    try:
        NewTicket.model_validate_json(
            json.dumps({"types": ["erasure"], "name": "Zoë", "email": address, "details": "All."})
        )
    except ValidationError:
        return False
    return True


def taken_by_the_mail(address: str) -> bool:
    mail = Mail(key="k", message_id="<k@example.org>", to=address, subject="", text="", html="")
    try:
        build(mail, sender=SENDER, now=datetime(2026, 1, 31, tzinfo=UTC))
    except MailRefusedError:
        return False
    return True


class TestAddresses:
    @pytest.mark.parametrize("address", GOOD)
    def test_are_taken_everywhere(self, address: str) -> None:
        assert read_address(address).normalized == address
        assert find_email(f"it is {address}") == address
        assert taken_by_the_api(address)
        assert taken_by_the_mail(address)

    @pytest.mark.parametrize("address", BAD)
    def test_are_refused_everywhere(self, address: str) -> None:
        with pytest.raises(ValueError, match=r"."):
            read_address(address)
        assert find_email(address) != address
        assert not taken_by_the_api(address)
        assert not taken_by_the_mail(address)

    def test_are_no_mailbox_with_a_name(self) -> None:
        assert not taken_by_the_api("Zoë <zoe@example.org>")
