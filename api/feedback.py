"""`POST /v1/feedback`: whether an answer helped. It is counted and not kept, so that it says nothing of anybody."""

from typing import Annotated, Literal

from fastapi import APIRouter, Response
from pydantic import BaseModel, ConfigDict, Field

from api.dependencies import ACCEPTS_JSON, Figures
from api.problems import problems

router = APIRouter(prefix="/v1", tags=["feedback"])

Reason = Literal["wrong", "incomplete", "unclear", "other"]


class Feedback(BaseModel):
    """What somebody thinks of an answer. There is no field for words, so nobody's can end up here."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    kind: Annotated[Literal["answer", "no_answer"], Field(description="The `kind` of the reply.")]
    helpful: bool
    reason: Annotated[Reason | None, Field(description="Why it did not help, if the person says so.")] = None


@router.post(
    "/feedback",
    status_code=204,
    response_class=Response,
    dependencies=ACCEPTS_JSON,
    responses={204: {"description": "It is counted."}, **problems(413, 415, 422, 429)},
)
def give(feedback: Feedback, figures: Figures) -> None:
    """Count that an answer helped, or did not and why: `assistant_feedback_total` in the figures."""
    figures.feedback(kind=feedback.kind, helpful=feedback.helpful, reason=feedback.reason or "")
