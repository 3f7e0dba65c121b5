"""The only reader of the environment. docs/settings.md is made from the descriptions here."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from pydantic import (
    AfterValidator,
    AnyHttpUrl,
    EmailStr,
    Field,
    SecretStr,
    TypeAdapter,
    ValidationError,
    field_validator,
)
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from assistant.errors import ConfigurationError

_WEB = TypeAdapter(AnyHttpUrl)
_SLACK = "Slack's own name; unset: no Slack."


def _web_address(address: str) -> str:
    # Kept as it was written: pydantic's own type would add a slash to every link.
    _WEB.validate_python(address)
    return address.rstrip("/")


def _private_address(address: str) -> str:
    found = _WEB.validate_python(address)
    if found.scheme != "https" and found.host not in {"localhost", "127.0.0.1", "[::1]"}:
        raise ValueError("this has to be an https address")
    return address.rstrip("/")


class Settings(BaseSettings):
    """Every setting, its default and what it means."""

    model_config = SettingsConfigDict(env_ignore_empty=True, extra="ignore", frozen=True)

    data_dir: Path = Field(
        Path("var"), alias="ASSISTANT_DATA_DIR", description="Folder of database, index and mail spool."
    )
    corpus_dir: Path = Field(
        Path("corpus"), alias="ASSISTANT_CORPUS_DIR", description="Folder of the documents and of `organisation.toml`."
    )
    database_url: SecretStr | None = Field(
        None,
        alias="ASSISTANT_DATABASE_URL",
        description="Any SQLAlchemy address (PostgreSQL is tested); unset: SQLite in the data folder.",
    )
    chroma_url: str | None = Field(
        None,
        alias="ASSISTANT_CHROMA_URL",
        description="`http://host:port` of a Chroma server; unset: embedded in the data folder.",
    )
    smtp_url: SecretStr | None = Field(
        None,
        alias="ASSISTANT_SMTP_URL",
        description=(
            "`smtp://user:password@host:port?tls=starttls` (`tls`: `none`, `starttls`, `implicit`); "
            "unset: each mail is a file in `DATA_DIR/mail`."
        ),
    )
    dpo_email: EmailStr | None = Field(
        None, alias="ASSISTANT_DPO_EMAIL", description="Where tickets go; unset: the address in `organisation.toml`."
    )
    public_url: Annotated[str, AfterValidator(_web_address)] = Field(
        "http://127.0.0.1:8000",
        alias="ASSISTANT_PUBLIC_URL",
        description="How links in answers, mails and Slack are written.",
    )
    llm: str | None = Field(
        None,
        alias="ASSISTANT_LLM",
        description=(
            "A LangChain `init_chat_model` name, such as `ollama:llama3.2`; unset: answers are chosen without an LLM."
        ),
    )
    allowed_origins: Annotated[tuple[str, ...], NoDecode] = Field(
        (),
        alias="ASSISTANT_ALLOWED_ORIGINS",
        description="Sites that may embed the widget, separated by commas; unset: the public address only.",
    )
    oidc_issuer: Annotated[str, AfterValidator(_private_address)] | None = Field(
        None,
        alias="ASSISTANT_OIDC_ISSUER",
        description="An OpenID provider's address, for signing in at the desk; unset: by password only.",
    )
    oidc_client_id: str | None = Field(
        None, alias="ASSISTANT_OIDC_CLIENT_ID", description="What the provider calls the desk."
    )
    oidc_client_secret: SecretStr | None = Field(
        None, alias="ASSISTANT_OIDC_CLIENT_SECRET", description="How the provider knows that it is the desk who asks."
    )
    slack_bot_token: SecretStr | None = Field(None, alias="SLACK_BOT_TOKEN", description=_SLACK)
    slack_signing_secret: SecretStr | None = Field(None, alias="SLACK_SIGNING_SECRET", description=_SLACK)
    slack_app_token: SecretStr | None = Field(None, alias="SLACK_APP_TOKEN", description=_SLACK)
    slack_channel: str | None = Field(
        None,
        alias="SLACK_CHANNEL",
        description="Id of the channel (`C…`) in which new requests are posted; with SLACK_BOT_TOKEN only.",
    )
    slack_client_id: str | None = Field(
        None, alias="SLACK_CLIENT_ID", description="Slack's own name, for several workspaces; then no SLACK_BOT_TOKEN."
    )
    slack_client_secret: SecretStr | None = Field(
        None, alias="SLACK_CLIENT_SECRET", description="Slack's own name, for several workspaces."
    )
    slack_token_key: SecretStr | None = Field(
        None,
        alias="SLACK_TOKEN_KEY",
        description="Fernet keys, separated by commas, that seal the workspaces' tokens; the first seals, all open.",
    )
    slack_workspaces: Annotated[tuple[str, ...], NoDecode] = Field(
        (),
        alias="SLACK_WORKSPACES",
        description="Ids of the workspaces (`T…`) or organisations (`E…`) that may install, separated by commas.",
    )

    @field_validator("allowed_origins", "slack_workspaces", mode="before")
    @classmethod
    def _split(cls, listed: object) -> object:
        if not isinstance(listed, str):
            return listed
        return tuple(one.strip().rstrip("/") for one in listed.split(",") if one.strip())

    @classmethod
    def from_environment(cls) -> Settings:
        """Read the environment; ConfigurationError names the variable that cannot be used."""
        try:
            return cls()
        except ValidationError as error:
            first = error.errors()[0]
            raise ConfigurationError(f"{first['loc'][0]}: {first['msg']}") from None

    @property
    def database_address(self) -> str:
        """The SQLAlchemy address in force."""
        if self.database_url is not None:
            return self.database_url.get_secret_value()
        return f"sqlite:///{self.data_dir / 'assistant.sqlite3'}"
