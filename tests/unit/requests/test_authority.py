from __future__ import annotations

import pytest

from assistant.requests.authority import about_another, denies_authority, says_own, stated_authority


class TestAboutAnother:
    @pytest.mark.parametrize(
        "text",
        [
            "please delete my data",
            "my e-mail address and my name please",
            "Delete my client number 12",
            "erase everything you have about me and my account",
            "send me a copy of my data on behalf of myself",
            "please forward my data to my lawyer",
            "my doctor needs my records, send me a copy",
            "give me my data, my lawyer needs it",
            "correct my name to Thistlewood",
            "Please take Integra's newsletter out of my inbox",
            "everything about me, it's my own",
            "delete my customer account",
            "my boss gave you my phone number, remove it",
            "Please send everything you have on me to Anna Berger",
            "I'm Harold Bramley, delete everything you have about Harold Bramley",
            "I'm a friend of your company, delete my details",
        ],
    )
    def test_is_none_for_ones_own(self, text: str) -> None:
        assert about_another(text) is None

    @pytest.mark.parametrize(
        ("text", "who"),
        [
            ("delete my ex-girlfriend's data, she shouldn't be in your files", "my ex-girlfriend"),
            ("my friend’s data", "my friend"),  # noqa: RUF001 - as phones type it
            ("please send me Anna Berger's file", "Anna Berger"),
            ("delete the data of a friend", "a friend"),
            ("I'm asking for my grandmother's records", "my grandmother"),
            ("I want my husband out of your files too", "my husband"),
            ("Please delete Mr Smith's address", "Mr Smith"),
            ("delete someone else's data", "someone else's data"),
            ("Send me whatever you hold about the councillor Piers Hathersage.", "Piers Hathersage"),
            ("Delete my son's data please, he's 26 and never gets round to it.", "my son"),
            ("remove my late husband from your mailing list", "my late husband"),
            ("stop sending my mother letters", "my mother"),
            ("my grandmother would like her data deleted", "my grandmother"),
            ("Please remove Anna Berger from your database", "Anna Berger"),
            ("everything about me and about my boss", "my boss"),
            ("delete my wife's data and my own data", "my wife"),
            ("delete my husband's data. Tell me what you hold about me too", "my husband"),
        ],
    )
    def test_says_who_and_that_no_authority_was_stated(self, text: str, who: str) -> None:
        another = about_another(text)
        assert another
        assert (another.who, another.authority) == (who, "")

    @pytest.mark.parametrize(
        ("text", "who"),
        [
            (
                "I hold power of attorney for my mother, Elsie Carr. Delete all her personal data.",
                "my mother, Elsie Carr",
            ),
            ("I'm the father and legal guardian of Milo Ferris, who is 9. Please delete his data.", "Milo Ferris"),
            ("I represent Anna Berger, delete her account", "Anna Berger"),
            ("delete my son's account", "my son"),
            ("I am the executor of my aunt's estate, delete her data", "my aunt"),
            ("my wife asked me to have her details erased. She has signed a letter.", "my wife"),
        ],
    )
    def test_says_who_and_quotes_the_authority(self, text: str, who: str) -> None:
        another = about_another(text)
        assert another
        assert another.on_behalf_of.name == who
        assert another.on_behalf_of.authority in text
        assert another.on_behalf_of.authority


class TestStatedAuthority:
    @pytest.mark.parametrize(
        "text",
        [
            "I have a power of attorney",
            "I'm his lawyer",
            "as her legal guardian",
            "he has asked me to",
            "I'm her carer",
            "He's 84 and I have power of attorney",
            "I'm her mother, she's a minor and lives with me",
            "I'm her guardian by court order of March 2023",
            "I have her permission, in writing",
            "it's my 9 years old son",
            "I have power of attorney over her affairs, no one else has",
            "he lost capacity and I have power of attorney",
            "I can send you the power of attorney if you want to see it",
            "PoA",
        ],
    )
    def test_quotes_the_sentence(self, text: str) -> None:
        assert stated_authority(f"Hello. {text}") == text

    @pytest.mark.parametrize(
        "text",
        [
            "no, she doesn't know I'm asking",
            "I've no permission from her",
            "he's my adult son",
            "my daughter is 34",
            "just curious",
            "I'm her brother, that's authority enough, isn't it?",
            "I haven't asked him, and I've no power of attorney either",
            "I don't need authority, I'm her husband",
            "if I had a power of attorney",
            "I will get a power of attorney",
            "I applied for power of attorney",
            "would a power of attorney do",
            "delete my daughter's data, I lost custody",
            "the power of attorney was revoked",
            "power of attorney - not yet",
            "my wife told me you have her data",
            "Integra has her consent",
            "you are his agent",
            "delete my son-in-law's data",
            "delete my neighbours son's data",
            "delete my kids' teacher's data",
            "a minor mistake: delete my friend's data",
            "his parents don't know",
        ],
    )
    def test_is_empty_where_none_is_stated_or_one_is_denied(self, text: str) -> None:
        assert stated_authority(text) == ""

    def test_quotes_no_more_than_fits(self) -> None:
        assert len(stated_authority("I am the lawyer " * 300)) == 200


class TestDeniesAuthority:
    @pytest.mark.parametrize(
        "text",
        [
            "without his knowledge",
            "no, of course he hasn't authorised me, it's for a story",
            "she's 31 and didn't ask me to",
            "nothing in writing",
            "nobody gave me any permission",
            "I'm not her lawyer",
        ],
    )
    def test_hears_a_denial(self, text: str) -> None:
        assert denies_authority(text)

    @pytest.mark.parametrize(
        "text",
        ["with his permission", "she never gave you permission", "he doesn't know which address you hold", "he is 84"],
    )
    def test_hears_none_in_other_words(self, text: str) -> None:
        assert not denies_authority(text)


class TestSaysOwn:
    @pytest.mark.parametrize("text", ["it's my own", "It’s about me", "mine", "Me!", "this is my own data"])  # noqa: RUF001
    def test_hears_it(self, text: str) -> None:
        assert says_own(text)

    def test_does_not_hear_it_in_other_words(self) -> None:
        assert not says_own("it's my friend's")
