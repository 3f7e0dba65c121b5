"""The plain form over HTTP, with both databases and a real mail server: no chat, no JavaScript."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import httpx
import pytest
from acceptance.serving import SECONDS
from bs4 import BeautifulSoup
from bureau import Bureau, bureau

from api.requester.choices import LABELS
from api.requester.session import COOKIE
from assistant.model import Channel, OnBehalfOf, TicketStatus, TicketType
from assistant.requests.ticket import RIGHTS

if TYPE_CHECKING:
    from collections.abc import Iterator

NEW = "/requests/new"
NASTY = "</textarea></title><script>alert(1)</script>\"'><img src=x onerror=alert(2)>"
OFFICER = "dpo@integra.co.in"
UNKNOWN = "PR-0000-0000-00"


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def desk(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bureau]:
    settings: dict[str, Any] = {"ASSISTANT_DATA_DIR": tmp_path_factory.mktemp("plain")}
    if request.param == "postgresql":
        settings["ASSISTANT_DATABASE_URL"] = request.getfixturevalue("postgres").new_database(template="template")
    with bureau(**settings) as running:
        yield running


@pytest.fixture
def visitor(desk: Bureau) -> Iterator[httpx.Client]:
    """A browser without JavaScript, which follows no redirect by itself."""
    with httpx.Client(base_url=desk.url, timeout=SECONDS, headers={"Accept": "text/html"}) as client:
        yield client


def typed(**changed: Any) -> dict[str, Any]:  # noqa: ANN401 - any field
    """What somebody types who wants to be deleted, at an address of their own."""
    email = f"zoe.{uuid4().hex[:8]}@example.com"
    known = {"types": ["erasure"], "name": "Zoë Brandt", "email": email, "details": "Customer 4711\r\nsince May"}
    return {**known, **changed}


def confirmed(summary: httpx.Response) -> dict[str, Any]:
    """What the summary's form sends when "Yes" is pressed."""
    data: dict[str, Any] = {"then": "send"}
    for field in BeautifulSoup(summary.text, "lxml").select("form input[type=hidden]"):
        name, value = str(field["name"]), str(field["value"])
        data[name] = [*data.get(name, []), value] if name == "types" else value
    return data


def sends(visitor: httpx.Client, **changed: Any) -> httpx.Response:  # noqa: ANN401 - any field
    return visitor.post(NEW, data=confirmed(visitor.post(NEW, data=typed(**changed))))


def reference_in(response: httpx.Response) -> str:
    assert response.status_code == 303, response.text
    return response.headers["location"].rpartition("/")[2]


def words(response: httpx.Response) -> str:
    return re.sub(r"\s+", " ", BeautifulSoup(response.text, "lxml").get_text(" "))


def code_in(desk: Bureau, address: str, *, count: int = 1) -> str:
    """Wait for so many mails to an address, and read the code in the newest."""
    text = desk.mails(address, count=count)[-1].get_body(("plain",)).get_content()  # type: ignore[union-attr]
    found = re.search(r"(?m)^\s*(\d{6})\s*$", text)
    assert found, text
    return found[1]


def subjects(desk: Bureau, reference: str) -> list[str]:
    return [mail["Subject"] for mail in desk.postbox.to(OFFICER) if reference in mail["Subject"]]


class TestTheWholePath:
    def test_leads_from_the_form_to_the_receipt(self, desk: Bureau, visitor: httpx.Client) -> None:
        data = typed()
        summary = visitor.post(NEW, data=data)
        for part in ("Your data deleted", "Art. 17", "Zoë Brandt", data["email"], "Customer 4711", OFFICER):
            assert part in words(summary)
        assert "By law (GDPR Art. 12(3)) the answer is due by" in words(summary)
        assert not desk.postbox.to(data["email"])

        reference = reference_in(visitor.post(NEW, data=confirmed(summary)))
        ticket = desk.ticket(reference)
        assert ticket.status is TicketStatus.AWAITING_VERIFICATION
        draft = ticket.draft
        assert (draft.types, draft.name, draft.email) == ((TicketType.ERASURE,), "Zoë Brandt", data["email"])
        assert (draft.details, draft.words, draft.channel) == ("Customer 4711\nsince May", (), Channel.WEB)
        assert 'autocomplete="one-time-code"' in visitor.get(f"{NEW}/{reference}").text
        assert not subjects(desk, reference)

        code = code_in(desk, data["email"])
        filed = visitor.post(f"{NEW}/{reference}", data={"code": f" {code[:3]} {code[3:]} "})
        assert filed.headers["location"] == f"/requests/{reference}/receipt"
        receipt = visitor.get(filed.headers["location"])
        due_on = desk.ticket(reference).due_on
        assert all(part in words(receipt) for part in (reference, f"{due_on.day} {due_on:%B %Y}", data["email"]))
        calendar = visitor.get(f"/requests/{reference}/due.ics").text
        assert f"DTSTART;VALUE=DATE:{due_on:%Y%m%d}" in calendar
        assert visitor.get(f"/requests/{reference}").status_code == 200
        acknowledgement = desk.mails(data["email"], count=2)[1]
        assert reference in acknowledgement["Subject"]
        assert len(subjects(desk, reference)) == 1

    @pytest.mark.parametrize("kind", TicketType)
    def test_files_every_kind(self, desk: Bureau, visitor: httpx.Client, kind: TicketType) -> None:
        assert LABELS[kind] in words(visitor.get(NEW))
        sent = sends(visitor, types=[kind])
        if kind is TicketType.INCIDENT:
            (reference,) = set(re.findall(r"PR-[\w-]{12}", sent.text))
        else:
            reference = reference_in(sent)
        ticket = desk.ticket(reference)
        assert ticket.draft.types == (kind,)
        assert bool(ticket.law) == (kind in RIGHTS)

    def test_files_several_kinds_as_one(self, desk: Bureau, visitor: httpx.Client) -> None:
        reference = reference_in(sends(visitor, types=["access", "complaint", "access"]))
        assert desk.ticket(reference).draft.types == (TicketType.ACCESS, TicketType.COMPLAINT)

    def test_takes_an_incident_down_from_who_does_not_say_who_they_are(
        self, desk: Bureau, visitor: httpx.Client
    ) -> None:
        data = confirmed(visitor.post(NEW, data=typed(types=["incident"], name="", email="")))
        first, again = (visitor.post(NEW, data=data) for _ in range(2))
        assert "Thank you for telling us" in words(first)
        (reference,) = set(re.findall(r"PR-[\w-]{12}", first.text + again.text))
        ticket = desk.ticket(reference)
        assert (ticket.status, ticket.draft.name, ticket.verified_at) == (TicketStatus.RECEIVED, "", None)
        assert COOKIE not in visitor.cookies
        assert len(desk.mails(OFFICER, count=1)) >= 1

    def test_files_for_somebody_else_and_tells_them(self, desk: Bureau, visitor: httpx.Client) -> None:
        theirs = f"ada.{uuid4().hex[:8]}@example.com"
        data = typed(who="other", other_name="Ada Brandt", authority="I am her mother", other_email=theirs)
        summary = visitor.post(NEW, data=data)
        for part in ("Their data deleted", "Ada Brandt", "I am her mother", f"told of it at {theirs}"):
            assert part in words(summary)
        reference = reference_in(visitor.post(NEW, data=confirmed(summary)))
        assert desk.ticket(reference).draft.on_behalf_of == OnBehalfOf("Ada Brandt", "I am her mother", theirs)
        visitor.post(f"{NEW}/{reference}", data={"code": code_in(desk, data["email"])})
        assert len(desk.mails(theirs, count=1)) == 1

    def test_leaves_out_another_person_who_is_not_meant(self, desk: Bureau, visitor: httpx.Client) -> None:
        reference = reference_in(sends(visitor, who="me", other_name="Ada", authority=NASTY, other_email="no"))
        assert desk.ticket(reference).draft.on_behalf_of is None

    def test_begins_with_a_question_on_a_section_of_the_policy(self, visitor: httpx.Client) -> None:
        page = BeautifulSoup(visitor.get(NEW, params={"about": f"Cookies {NASTY}"}).text, "lxml")
        assert page.select_one("input[value=enquiry]").has_attr("checked")  # type: ignore[union-attr]
        assert page.select_one("textarea").get_text().strip() == f"About “Cookies {NASTY}” in the privacy policy:"  # type: ignore[union-attr]
        assert not page.select("script, img")


class TestOneFiling:
    def test_comes_of_pressing_twice(self, desk: Bureau, visitor: httpx.Client) -> None:
        data = confirmed(visitor.post(NEW, data=typed()))
        with ThreadPoolExecutor(4) as pool:
            answers = list(pool.map(lambda _: visitor.post(NEW, data=data), range(4)))
        assert len({reference_in(answer) for answer in answers}) == 1
        assert len(desk.mails(data["email"], count=1)) == 1

    def test_comes_of_nothing_but_what_was_shown(self, desk: Bureau, visitor: httpx.Client) -> None:
        data = confirmed(visitor.post(NEW, data=typed()))
        visitor.post(NEW, data=data)
        changed = visitor.post(NEW, data={**data, "details": "Something else"})
        assert changed.status_code == 409
        assert "Look at it again; nothing was sent." in words(changed)
        assert len(desk.mails(data["email"], count=1)) == 1
        assert reference_in(visitor.post(NEW, data=confirmed(changed)))

    def test_comes_of_no_form_without_a_summary(self, desk: Bureau, visitor: httpx.Client) -> None:
        data = typed(then="send")
        assert "Nothing has been sent yet" in words(visitor.post(NEW, data=data))
        assert not desk.postbox.to(data["email"])

    def test_comes_of_no_other_site(self, desk: Bureau, visitor: httpx.Client) -> None:
        data = confirmed(visitor.post(NEW, data=typed()))
        for path in (NEW, f"{NEW}/{UNKNOWN}", f"{NEW}/{UNKNOWN}/codes"):
            assert visitor.post(path, data=data, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
        assert not desk.postbox.to(data["email"])


class TestWrongFields:
    @pytest.mark.parametrize(
        ("changed", "field", "says"),
        [
            ({"types": []}, "types", "Choose at least one"),
            ({"types": ["erasure", "world peace"]}, "types", "Choose at least one"),
            ({"name": " "}, "name", "Write your name."),
            ({"name": "a\nb"}, "name", "one line"),
            ({"name": "x" * 121}, "name", "120 are the most"),
            ({"email": ""}, "email", "Write your e-mail address."),
            ({"email": "zoe@"}, "email", "not a complete e-mail address"),
            ({"email": "=?utf-8?q?a?=@example.com"}, "email", "not a complete e-mail address"),
            ({"email": "a@example.com\r\nBcc: b@example.com"}, "email", "not a complete e-mail address"),
            ({"details": "ä" * 4001}, "details", "4,000 are the most"),
            ({"details": "a\x07b"}, "details", "control characters"),
            ({"types": ["complaint"], "details": " \r\n"}, "details", "Say what it is about."),
            ({"types": ["incident"], "email": "zoe@"}, "email", "not a complete e-mail address"),
            ({"who": "other", "authority": "parent"}, "other_name", "Write the name"),
            ({"who": "other", "other_name": "Ada"}, "authority", "Say why you may act"),
            (
                {"who": "other", "other_name": "Ada", "authority": "I have no permission"},
                "authority",
                "a right to do so",
            ),
            (
                {"who": "other", "other_name": "A", "authority": "b", "other_email": "no"},
                "other_email",
                "not a complete",
            ),
        ],
    )
    def test_are_named_beside_the_field_and_keep_what_was_typed(
        self, desk: Bureau, visitor: httpx.Client, changed: dict[str, Any], field: str, says: str
    ) -> None:
        data = typed(**changed)
        refused = visitor.post(NEW, data=data)
        assert refused.status_code == 422
        page = BeautifulSoup(refused.text, "lxml")
        assert [link["href"] for link in page.select(".summary a")] == [f"#{field}"]
        control = page.find(id=field)
        assert control is not None
        assert control["aria-invalid"] == "true"
        assert f"{field}-error" in control["aria-describedby"]
        assert says in page.find(id=f"{field}-error").get_text()  # type: ignore[union-attr]
        assert page.find(id="details").get_text().strip() == data["details"].strip().replace("\r\n", "\n")  # type: ignore[union-attr]
        for name in ("name", "email"):
            kept = page.find(id=name)["value"]  # type: ignore[index]
            assert re.sub(r"\r\n?", "\n", str(kept)) == data[name].replace("\r\n", "\n")
        assert not desk.postbox.to(data["email"])

    def test_are_all_named_at_once(self, visitor: httpx.Client) -> None:
        page = BeautifulSoup(visitor.post(NEW, data={}).text, "lxml")
        assert [link["href"] for link in page.select(".summary a")] == ["#types", "#name", "#email"]
        assert "Error:" in page.title.get_text()  # type: ignore[union-attr]

    def test_are_looked_at_again_when_it_is_sent(self, desk: Bureau, visitor: httpx.Client) -> None:
        data = confirmed(visitor.post(NEW, data=typed()))
        assert visitor.post(NEW, data={**data, "name": "a\x00b"}).status_code == 422
        assert not desk.postbox.to(data["email"])

    def test_come_back_to_be_changed(self, visitor: httpx.Client) -> None:
        data = typed(types=["access", "erasure"], who="other", other_name="Ada", authority="I am her mother")
        edited = visitor.post(NEW, data={**confirmed(visitor.post(NEW, data=data)), "then": "edit"})
        page = BeautifulSoup(edited.text, "lxml")
        assert edited.status_code == 200
        assert [box["value"] for box in page.select("input[checked]")] == ["access", "erasure", "other"]
        assert page.find(id="authority")["value"] == "I am her mother"  # type: ignore[index]


class TestHostileWords:
    def test_are_words_on_every_page(self, desk: Bureau, visitor: httpx.Client) -> None:
        data = typed(name=NASTY, details=NASTY, who="other", other_name=NASTY, authority=NASTY)
        summary = visitor.post(NEW, data=data)
        pages = [
            summary,
            visitor.post(NEW, data={**data, "email": NASTY}),
            visitor.post(NEW, data=data | {"then": "edit"}),
        ]
        reference = reference_in(visitor.post(NEW, data=confirmed(summary)))
        pages.append(visitor.post(f"{NEW}/{reference}", data={"code": NASTY}))
        visitor.post(f"{NEW}/{reference}", data={"code": code_in(desk, data["email"])})
        pages += [visitor.get(f"/requests/{reference}/receipt"), visitor.get(f"/requests/{reference}")]
        for page in pages:
            assert "text/html" in page.headers["content-type"]
            assert not BeautifulSoup(page.text, "lxml").select("script, img")
            assert "script-src" not in page.headers["content-security-policy"]
        assert desk.ticket(reference).draft.details == NASTY

    @pytest.mark.parametrize("path", [NEW, f"{NEW}/{UNKNOWN}"])
    def test_of_any_shape_are_no_error_of_ours(self, visitor: httpx.Client, path: str) -> None:
        bodies = [b"types=%00%ff&name=%ed%a0%80&code=%ff", b"\xff\xfe", b"types", b"&=&;" * 100, b"code=" + b"1" * 9000]
        form = {"Content-Type": "application/x-www-form-urlencoded"}
        answers = [visitor.post(path, content=body, headers=form) for body in bodies]
        answers.append(visitor.post(path, files={"name": ("a", b"b"), "code": ("a", b"b")}))
        answers.append(visitor.post(path, content=b"x", headers={"Content-Type": "multipart/form-data; boundary=y"}))
        assert {answer.status_code for answer in answers} == {422}


class TestCode:
    def test_that_is_wrong_files_nothing(self, desk: Bureau, visitor: httpx.Client) -> None:
        data = typed()
        reference = reference_in(visitor.post(NEW, data=confirmed(visitor.post(NEW, data=data))))
        right = code_in(desk, data["email"])
        wrong = visitor.post(f"{NEW}/{reference}", data={"code": f"{(int(right) + 1) % 10**6:06}"})
        assert wrong.status_code == 422
        assert wrong.text.count("This code does not fit") == 2
        assert visitor.get(f"/requests/{reference}/receipt").status_code == 404
        assert desk.ticket(reference).status is TicketStatus.AWAITING_VERIFICATION

    def test_can_be_mailed_anew(self, desk: Bureau, visitor: httpx.Client) -> None:
        data = typed()
        reference = reference_in(visitor.post(NEW, data=confirmed(visitor.post(NEW, data=data))))
        again = visitor.post(f"{NEW}/{reference}/codes")
        assert again.headers["location"] == f"{NEW}/{reference}?mailed=yes"
        assert "a new code is on its way" in words(visitor.get(again.headers["location"]))
        code = code_in(desk, data["email"], count=2)
        assert visitor.post(f"{NEW}/{reference}", data={"code": code}).status_code == 303

    def test_tells_strangers_nothing(self, visitor: httpx.Client) -> None:
        reference = reference_in(sends(visitor))
        told = []
        for each in (reference, UNKNOWN):
            address = f"{NEW}/{each}"
            answers = [
                visitor.get(address),
                visitor.post(address, data={"code": "0"}),
                visitor.post(f"{address}/codes"),
            ]
            answers += [visitor.get(f"/requests/{each}/receipt"), visitor.get(answers[2].headers["location"])]
            told.append([(answer.status_code, answer.text.replace(each, "…")) for answer in answers])
        assert told[0] == told[1]

    def test_goes_to_an_address_only_so_often(self, desk: Bureau, visitor: httpx.Client) -> None:
        data = typed()
        summaries = [confirmed(visitor.post(NEW, data=data)) for _ in range(11)]
        answers = [visitor.post(NEW, data=summary) for summary in summaries]
        assert [answer.status_code for answer in answers] == [303] * 10 + [429]
        assert "many in a short time" in words(answers[-1])
        assert int(answers[-1].headers["retry-after"]) > 0
        assert confirmed(answers[-1])["details"].splitlines() == ["Customer 4711", "since May"]
        assert len(desk.mails(data["email"], count=10)) == 10
