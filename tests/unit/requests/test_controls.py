"""Yes, no and never mind, as different people say them."""

from __future__ import annotations

import pytest

from assistant.requests.controls import agrees, controls, leaves, misses_code

YES = """
yes | y | YES!!! | yes yes | yep all good | yeah send it | aye, go on then | ja, passt | sí | oui, c'est bon
ok 👍 | okey dokey | Yes please, send it off | that's all correct, thank you very much | Looks perfect to me!
Yes, I confirm | go ahead please | I'm happy with that | Everything is fine, please proceed | sure, why not
Perfect, submit it please | it's all right, send | I agree | Yeah that looks about right | very well, do it
that is what I want | Please send it now. | good to go | all correct, you can send it | Absolutely, fire away
Right you are, carry on | fine by me | that's me, yes | this is fine | No changes, send it
nothing to change, go ahead | Confirmed, thanks | affirmative | I hereby confirm | yup send
Yes, kindly file the request | all fine from my side | ok go | that’s right
"""  # noqa: RUF001 - as phones type it
NO = """
no | Nope, that's not right | no, something is wrong | not quite | that's wrong | nein | hold on, not yet
nah | please don't
"""
CANCEL = """
cancel | no, cancel | forget it | never mind then | stop, I don't want this any more | nah, leave it
let's not do this | abort! | I'd like to cancel please | can we stop here please | Actually no, don't file it
no no no cancel everything | i want out | quit | not interested any more | I've changed my mind
no thanks, I only wanted to know | No thank you | sorry, wrong company. cancel | I take it back | maybe later
on reflection, withdraw it | I’d rather not
"""  # noqa: RUF001 - as phones type it
LEAVES = """
hang on, scrap that, I quite like the newsletter | I've changed my mind, leave things as they are
no, drop the whole thing | I don't want to go through with this | please don't send anything, I'd rather phone
No thank you, I will write a letter instead | I no longer want this | Let me think about it first, don't send it
"""
RESTART = """
start over | can we start again please | I want to start from scratch | let's begin again | reset
from the top
"""
SKIP = """
nothing | nope | none | that's all | I can't think of anything | no thanks | not really
You should have everything | nothing springs to mind | not that I know of | No, that's it | n/a | -
nothing else | prefer not to say
"""
MISSES_CODE = """
new code | I didn't get any code | nothing arrived yet | the code has expired
can you send another code please | no mail in my inbox | still waiting for the mail | resend pls
it never arrived, not in spam either | I deleted the mail by accident | where is the code?
code didn't come through | Could I have a fresh code please?
"""


def phrases(table: str) -> list[str]:
    return [phrase.strip() for line in table.strip().splitlines() for phrase in line.split(" | ")]


class TestControls:
    @pytest.mark.parametrize("text", phrases(YES))
    def test_hears_a_yes(self, text: str) -> None:
        assert "yes" in controls(text)

    @pytest.mark.parametrize("text", phrases(NO))
    def test_hears_a_no(self, text: str) -> None:
        assert controls(text) & {"no", "cancel"}
        assert "yes" not in controls(text)

    @pytest.mark.parametrize("text", phrases(CANCEL))
    def test_hears_a_cancel(self, text: str) -> None:
        assert "cancel" in controls(text) or leaves(text)

    @pytest.mark.parametrize("text", phrases(RESTART))
    def test_hears_a_wish_to_start_over(self, text: str) -> None:
        assert controls(text) == {"restart"}

    @pytest.mark.parametrize("text", phrases(SKIP))
    def test_hears_that_there_is_nothing_to_say(self, text: str) -> None:
        assert "skip" in controls(text)

    @pytest.mark.parametrize(
        "text",
        [
            "stop sending me letters",
            "delete everything",
            "purple",
            "",
            "I said yes to your newsletter in 2014 and now I regret it",
            "no more marketing",
            "Stop Street 5",
            "x" * 4_000,
        ],
    )
    def test_leaves_alone_what_says_something_else(self, text: str) -> None:
        assert controls(text) == frozenset()

    @pytest.mark.parametrize("text", phrases(NO) + phrases(CANCEL))
    def test_never_takes_a_no_for_a_yes(self, text: str) -> None:
        assert "yes" not in controls(text)
        assert not agrees(text)


class TestAgrees:
    @pytest.mark.parametrize(
        "text", ["yes, now it is right", "Yes, that is all in order now", "ok do that for me please"]
    )
    def test_hears_a_yes_with_words_behind_it(self, text: str) -> None:
        assert agrees(text)

    @pytest.mark.parametrize(
        "text",
        [
            "yes, but the name is wrong",
            "yes, also delete my account",
            "yes and send me a copy as well",
            "ok, but not to that address",
            "yes, change the mail to a@b.org",
            "sure, when I have read it",
            "okay so who reads this",
        ],
    )
    def test_does_not_hear_one_in_a_yes_that_takes_something_back(self, text: str) -> None:
        assert not agrees(text)
        assert "yes" not in controls(text)


class TestLeaves:
    @pytest.mark.parametrize("text", phrases(LEAVES))
    def test_hears_a_cancel_in_a_persons_own_words(self, text: str) -> None:
        assert leaves(text)

    @pytest.mark.parametrize("text", ["Harold Bramley", "yes", "please delete my data", "harold@example.com"])
    def test_does_not_hear_one_in_other_words(self, text: str) -> None:
        assert not leaves(text)


class TestMissesCode:
    @pytest.mark.parametrize("text", phrases(MISSES_CODE))
    def test_hears_that_no_code_came(self, text: str) -> None:
        assert misses_code(text) or "resend" in controls(text)

    @pytest.mark.parametrize("text", ["123456", "what is this for?", "cancel", "hello"])
    def test_does_not_hear_it_in_other_words(self, text: str) -> None:
        assert not misses_code(text)
