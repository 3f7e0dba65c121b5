from __future__ import annotations

from typing import Any

import pytest
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, BaseMessage
from langchain_core.outputs import ChatGeneration, ChatResult

from assistant.adapters.llm import LangChainChooser
from assistant.errors import ConfigurationError
from assistant.policy.documents import parse
from assistant.policy.passages import cut

PASSAGES = cut(parse("policy", b"# Policy\n\nWe keep it. We share it. We lose it.", suffix=".md"))


class Saying(BaseChatModel):
    """A chat model of LangChain's own kind that always says the same, or fails."""

    says: str | None

    @property
    def _llm_type(self) -> str:
        return "saying"

    def _generate(self, messages: list[BaseMessage], *_: Any, **__: Any) -> ChatResult:  # noqa: ANN401
        if self.says is None:
            raise TimeoutError
        assert "Question: which?" in str(messages[-1].content)
        return ChatResult(generations=[ChatGeneration(message=AIMessage(self.says))])


class TestChoose:
    @pytest.mark.parametrize(
        ("says", "chosen"),
        [
            ("2", [1]),
            ("3, 1", [2, 0]),
            ("[1] and [3].", [0, 2]),
            ("none", []),
            ("None.", []),
            ("1, 2, 3, 1", [0, 1, 2]),
            ("4", None),
            ("0", None),
            ("The policy says that we keep it for 2 years [1].", None),
            ("", None),
            (None, None),
        ],
    )
    def test_takes_numbers_and_nothing_else(self, says: str | None, chosen: list[int] | None) -> None:
        assert LangChainChooser(Saying(says=says)).choose("which?", PASSAGES) == chosen


class TestNamed:
    def test_says_what_is_wrong_with_a_name_nobody_knows(self) -> None:
        with pytest.raises(ConfigurationError, match="ASSISTANT_LLM=nobody:nothing cannot be used"):
            LangChainChooser.named("nobody:nothing")
