"""The laws as data: complete, dated, each rule with where it stands."""

from __future__ import annotations

import tomllib
from importlib.resources import files
from typing import Any

import pytest
from pydantic import ValidationError

from assistant.errors import ConfigurationError
from assistant.model import TicketType
from assistant.requests.regime import Ground, Regime, load_regime, regime_names

NAMES = ["california", "eu", "india", "uk"]
RIGHTS = [kind for kind in TicketType if kind not in {TicketType.COMPLAINT, TicketType.INCIDENT, TicketType.ENQUIRY}]
ALL = pytest.mark.parametrize("regime", [load_regime(name) for name in NAMES], ids=NAMES)


def ground(regime: str, key: str) -> Ground:
    return next(ground for ground in load_regime(regime).refuse.grounds if ground.key == key)


def data(name: str) -> dict[str, Any]:
    text = (files("assistant.requests") / "regimes" / f"{name}.toml").read_text(encoding="utf-8")
    return {"name": name, **tomllib.loads(text)}


class TestLoadRegime:
    def test_knows_four(self) -> None:
        assert regime_names() == NAMES

    @ALL
    def test_has_one_general_response_period(self, regime: Regime) -> None:
        assert sum(not period.types for period in regime.respond) == 1

    @pytest.mark.parametrize("name", ["", "mars", "../eu"])
    def test_names_those_there_are(self, name: str) -> None:
        with pytest.raises(ConfigurationError, match="california, eu, india, uk"):
            load_regime(name)

    @pytest.mark.parametrize("table", ["identity", "clarification", "refuse", "deliver"])
    def test_refuses_a_key_that_it_does_not_know(self, table: str) -> None:
        spoilt = data("eu")
        spoilt[table]["wrods"] = "a slip"
        with pytest.raises(ValidationError, match=f"{table}.wrods"):
            Regime.model_validate(spoilt)

    @pytest.mark.parametrize("table", ["identity", "clarification", "refuse", "remedy", "deliver"])
    def test_refuses_a_law_that_leaves_a_part_out(self, table: str) -> None:
        spoilt = data("eu")
        del spoilt[table]
        with pytest.raises(ValidationError, match=table):
            Regime.model_validate(spoilt)

    @ALL
    def test_says_how_to_extend_exactly_where_there_is_an_extension(self, regime: Regime) -> None:
        assert bool(regime.extend) == any(period.extension for period in regime.respond)


class TestGrounds:
    @ALL
    def test_has_each_key_once(self, regime: Regime) -> None:
        keys = [ground.key for ground in regime.refuse.grounds]
        assert len(set(keys)) == len(keys)

    @ALL
    def test_is_a_sentence_and_an_article(self, regime: Regime) -> None:
        for found in regime.refuse.grounds:
            assert found.words[0].isupper()
            assert found.words.endswith(".")
            assert any(letter.isdigit() for letter in found.law)

    @ALL
    def test_leaves_no_right_without_one_but_the_absolute_one(self, regime: Regime) -> None:
        for kind in RIGHTS:
            keys = {ground.key for ground in regime.grounds([kind])}
            assert keys <= {"unfounded"} if kind is TicketType.MARKETING_OPT_OUT else keys

    @ALL
    def test_has_none_for_what_is_no_request(self, regime: Regime) -> None:
        assert regime.grounds([TicketType.COMPLAINT, TicketType.INCIDENT, TicketType.ENQUIRY]) == ()

    def test_has_the_limits_of_erasure(self) -> None:
        laws = [ground.law for ground in load_regime("eu").grounds([TicketType.ERASURE])]
        assert [law for law in laws if "17(3)" in law] == [f"GDPR Art. 17(3)({letter})" for letter in "abcde"]

    def test_are_those_of_any_type_of_the_ticket(self) -> None:
        keys = {ground.key for ground in load_regime("eu").grounds([TicketType.ACCESS, TicketType.OBJECTION])}
        assert {"others", "compelling"} <= keys
        assert "claims" not in keys

    def test_says_what_rests_on_secondary_sources(self) -> None:
        assert ground("india", "still_needed").source == "DPDP Act s. 12(3), from secondary sources"
        assert ground("eu", "others").source == "GDPR Art. 15(4)"


class TestRemedies:
    @pytest.mark.parametrize(
        ("name", "kinds"),
        [
            ("eu", ["authority", "court"]),
            ("uk", ["controller", "authority", "court"]),
            ("california", ["authority", "authority"]),
            ("india", ["controller", "authority"]),
        ],
    )
    def test_come_in_the_order_in_which_they_are_open(self, name: str, kinds: list[str]) -> None:
        assert [remedy.kind for remedy in load_regime(name).remedies] == kinds

    @pytest.mark.parametrize(
        ("name", "to"),
        [
            ("eu", "a data protection supervisory authority"),
            ("uk", "the Information Commissioner (ICO)"),
            ("california", "the California Privacy Protection Agency"),
            ("india", "the Data Protection Board, once you have been through our grievance procedure"),
        ],
    )
    def test_name_an_authority_to_complain_to(self, name: str, to: str) -> None:
        remedy = load_regime(name).complain
        assert remedy is not None
        assert remedy.to == to


class TestRecords:
    def test_are_kept_24_months_in_california(self) -> None:
        records = load_regime("california").records
        assert records is not None
        assert (records.months, records.law) == (24, "11 CCR § 7101")

    def test_have_no_number_in_europe(self) -> None:
        records = load_regime("eu").records
        assert records is not None
        assert records.months is None
