"""`GET /v1/about`: whose assistant this is, and how to reach a person. It is what the chat says before it is asked."""

from fastapi import APIRouter, Response
from pydantic import BaseModel, Field

from api.dependencies import Assistant

router = APIRouter(prefix="/v1", tags=["about"])

LANGUAGE = "en"
"""Of the assistant's own words: it understands and writes no other."""


class About(BaseModel):
    """Whose assistant this is."""

    controller: str = Field(description="The company, as it is named to people.", examples=["Integra"])
    contact: str = Field(description="Where to write to a person.", examples=["dpo@example.com"])
    policy: str = Field(description="Where the policy can be read.")
    document_language: str = Field(description="In which language quotes come (BCP 47).", examples=["en"])
    language: str = Field(description="In which language the assistant understands and writes.", examples=["en"])


@router.get("/about")
def about(response: Response, assistant: Assistant) -> About:
    """Say whose assistant this is, how to reach a person, and which languages to expect."""
    whose = assistant.organisation
    response.headers["Cache-Control"] = "public, max-age=300"
    return About(
        controller=whose.controller,
        contact=assistant.contact,
        policy=f"{assistant.settings.public_url.rstrip('/')}/policy/{whose.document}",
        document_language=whose.languages[0],
        language=LANGUAGE,
    )
