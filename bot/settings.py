"""Settings: typed, read once, passed on as values. `.env.example` lists them all."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from core.errors import Misconfigured
from core.words import say

Fraction = Annotated[float, Field(ge=0, le=1)]


class Settings(BaseSettings):
    """What the environment or `.env` says. Secrets do not show when printed."""

    model_config = SettingsConfigDict(env_file=".env", env_ignore_empty=True, extra="ignore", frozen=True)

    data_dir: Path = Field(Path("var"), validation_alias="PROWESS_DATA_DIR")
    database_url: str | None = Field(None, validation_alias="DATABASE_URL")
    encryption_key: SecretStr | None = Field(None, validation_alias="PROWESS_ENCRYPTION_KEY")

    slack_bot_token: SecretStr | None = Field(None, validation_alias="SLACK_BOT_TOKEN")
    slack_signing_secret: SecretStr | None = Field(None, validation_alias="SLACK_SIGNING_SECRET")
    slack_app_token: SecretStr | None = Field(None, validation_alias="SLACK_APP_TOKEN")
    slack_client_id: str | None = Field(None, validation_alias="SLACK_CLIENT_ID")
    slack_client_secret: SecretStr | None = Field(None, validation_alias="SLACK_CLIENT_SECRET")
    slack_api_url: str = Field("https://slack.com/api/", validation_alias="SLACK_API_URL")

    openai_api_key: SecretStr | None = Field(None, validation_alias="OPENAI_API_KEY")
    openai_base_url: str | None = Field(None, validation_alias="OPENAI_BASE_URL")
    llm_model: str | None = Field(None, validation_alias="PROWESS_LLM_MODEL")
    vision_model: str | None = Field(None, validation_alias="PROWESS_VISION_MODEL")
    embedding_model: str | None = Field(None, validation_alias="PROWESS_EMBEDDING_MODEL")
    tagging_threshold: Fraction = Field(0.5, validation_alias="PROWESS_TAGGING_THRESHOLD")

    xapi_key: SecretStr | None = Field(None, validation_alias="PROWESS_XAPI_KEY")
    xapi_secret: SecretStr | None = Field(None, validation_alias="PROWESS_XAPI_SECRET")
    multitenancy: bool = Field(False, validation_alias="PROWESS_MULTITENANCY")
    tenant_isolation: bool = Field(False, validation_alias="PROWESS_TENANT_ISOLATION")
    smtp_url: SecretStr | None = Field(None, validation_alias="SMTP_URL")

    host: str = Field("127.0.0.1", validation_alias="PROWESS_HOST")
    port: int = Field(3001, ge=0, le=65535, validation_alias="PORT")
    log_level: str = Field("INFO", validation_alias="LOG_LEVEL")
    demo_clock: Path | None = Field(None, validation_alias="PROWESS_DEMO_CLOCK")

    @property
    def database(self) -> str:
        """Where the data are: the setting, or SQLite in the data directory."""
        return self.database_url or f"sqlite:///{self.data_dir.resolve()}/prowess.db"

    @property
    def is_local_slack(self) -> bool:
        """Whether the Web API is the local workspace's."""
        return self.slack_api_url.startswith(("http://127.0.0.1", "http://localhost", "http://[::1]"))


def read_settings(**overrides: object) -> Settings:
    """The settings; raises Misconfigured naming the first wrong one and what it takes."""
    try:
        return Settings(**overrides)  # type: ignore[arg-type]
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        name = ".".join(str(part) for part in first["loc"])
        raise Misconfigured(
            say("The setting {name} is wrong: {reason}. See .env.example.", name=name, reason=first["msg"])
        ) from None


def secret(value: SecretStr | None) -> str | None:
    """A secret setting's value, or None."""
    return value.get_secret_value() if value is not None else None
