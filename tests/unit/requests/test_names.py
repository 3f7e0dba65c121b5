"""Names, as different people tell them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.requests.names import answered_name, volunteered_name
from assistant.words import MAX_NAME


class TestAnsweredName:
    @pytest.mark.parametrize(
        ("text", "name"),
        [
            ("Harold Bramley", "Harold Bramley"),
            ("my name is harold bramley and my email is h@example.org", "harold bramley"),
            ("Dot", "Dot"),
            ("bob", "bob"),
            ("im tariq aziz", "tariq aziz"),
            ("it's maria", "maria"),
            ("yeah its maria lopez", "maria lopez"),
            ("thats me, maria", "maria"),
            ("May", "May"),
            ("Will Smith", "Will Smith"),
            ("BARTHOLOMEW SNELL", "BARTHOLOMEW SNELL"),
            ("mary-jane o'neill", "mary-jane o'neill"),
            ("it's Dr. Niamh O’Brien-Hughes", "Dr. Niamh O’Brien-Hughes"),  # noqa: RUF001 - as phones type it
            ("மீனாட்சி சுந்தரம்", "மீனாட்சி சுந்தரம்"),
            ("李小龍", "李小龍"),
            ("Le Thi My Hanh", "Le Thi My Hanh"),
            ("An Nguyen", "An Nguyen"),
            ("José María de la Cruz y Gómez", "José María de la Cruz y Gómez"),
            ("Okay. Fatima bint Ali.", "Fatima bint Ali"),
            ("It is Amélie Poulain (née Martin)", "Amélie Poulain"),
            ("X Æ A-12", "X Æ A-12"),
            ("Sammy Davis Jr.", "Sammy Davis Jr."),
            ("J. R. R. Tolkien", "J. R. R. Tolkien"),
            ("van der Berg, Piet", "van der Berg, Piet"),
            ("Bond, James Bond", "James Bond"),
            ("I'm Joan Kettle and you can write to me at joan@example.net", "Joan Kettle"),
            ("joan kettle <joan@example.net>", "joan kettle"),
            ("Name: Anna Berger\nEmail: anna@example.de", "Anna Berger"),
            ("John Smith, +44 20 7946 0000", "John Smith"),
            ("Ann Lee. My e-mail is ann@example.org.", "Ann Lee"),
            ("you can put me down as Mrs. Ada Wong please", "Mrs. Ada Wong"),
            ("ok so I'm called Dave", "Dave"),
            ("Nice to meet you, I'm Rosa Díaz", "Rosa Díaz"),
            ("Ngozi Okonjo - but everyone calls me Zi", "Zi"),
            ("Seán Ó Faoláin here", "Seán Ó Faoláin"),
            ("this is Priya R.", "Priya R."),
            ("full name Bartholomew Snell", "Bartholomew Snell"),
        ],
    )
    def test_finds_it(self, text: str, name: str) -> None:
        assert answered_name(text) == name

    @pytest.mark.parametrize(
        "text",
        [
            "no name, I was only asking",
            "hello",
            "thanks",
            "why do you need it",
            "I don't want to say",
            "that's private",
            "none of your business",
            "what?",
            "...",
            "",
            "12345",
            "a@example.org",
            "x" * 121,
            "one two three four five six seven eight",
        ],
    )
    def test_is_not_fooled(self, text: str) -> None:
        assert answered_name(text) is None

    @given(st.text(max_size=300))
    def test_returns_a_name_that_fits_on_a_line(self, text: str) -> None:
        name = answered_name(text)
        assert name is None or (0 < len(name) <= MAX_NAME and "\n" not in name and "@" not in name)


class TestVolunteeredName:
    @pytest.mark.parametrize(
        ("text", "name"),
        [
            ("Hi, Moira Castell here, moira@example.org. Please send me a copy of everything.", "Moira Castell"),
            ("Delete my data. Regards, Tom Hanks", "Tom Hanks"),
            ("please delete all my data\n\nKind regards\nTom Hanks", "Tom Hanks"),
            ("please delete it. Mit freundlichen Grüßen, Karl-Heinz Müller", "Karl-Heinz Müller"),
            ("I'm Jane Roe, jane@example.org, delete everything", "Jane Roe"),
            ("This is Dr. Anna Berger. Please erase my record", "Dr. Anna Berger"),
            ("my name is Li. delete my data", "Li"),
            ("please correct my name to Jon Smith", "Jon Smith"),
        ],
    )
    def test_finds_it(self, text: str, name: str) -> None:
        assert volunteered_name(text) == name

    @pytest.mark.parametrize(
        "text",
        [
            "I am writing to ask for my data",
            "my name is wrong in your files",
            "stop calling me, delete my number",
            "please don't call me again",
            "I'm German and want my data",
            "the file name is report",
            "my wife's name is Anna",
            "I got an email from Integra Software Services, delete my data",
            "thanks, delete it",
            "correct my job title, I'm Head of Production now and not an assistant",
            "I'm Senior Editor at Bracken Press, not a trainee",
            "My address is wrong, it's Fennel Court",
            "I hold power of attorney for my mother, Elsie Carr",
        ],
    )
    def test_is_not_fooled(self, text: str) -> None:
        assert volunteered_name(text) is None
