"""The settings: read once from the environment and `.env`, checked, and handed on as values."""

from collections.abc import Sequence
from datetime import timedelta
from ipaddress import ip_address
from typing import Self
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict
from sqlalchemy import make_url

from bot.errors import SettingsInvalid

_LAST_PORT = 65_535


class Settings(BaseSettings):
    """Every setting of Weft; `.env.example` says the same for operators."""

    model_config = SettingsConfigDict(
        env_file=".env", env_ignore_empty=True, extra="ignore", hide_input_in_errors=True
    )

    database_url: str = "sqlite:///data/weft.db"
    weft_host: str = "127.0.0.1"
    weft_port: int = Field(default=8080, ge=1, le=65535)
    weft_url: str = ""
    weft_secret: SecretStr | None = None
    weft_web: bool = True
    weft_link_days: int = Field(default=14, ge=1, le=365)
    weft_starters: str = "anyone"
    weft_tick_seconds: float = Field(default=5, gt=0, le=60)
    weft_log_format: str = Field(default="text", pattern="^(text|json)$")
    weft_metrics_port: int | None = Field(default=None, ge=1, le=65535)
    weft_metrics_host: str = "127.0.0.1"
    otel_exporter_otlp_endpoint: str = ""
    otel_exporter_otlp_headers: SecretStr | None = None
    otel_service_name: str = "weft"
    weft_catalogues: str = ""

    weft_token_keys: SecretStr | None = None

    slack_bot_token: SecretStr | None = None
    slack_client_id: str = ""
    slack_client_secret: SecretStr | None = None
    slack_workspaces: str = ""
    slack_signing_secret: SecretStr | None = None
    slack_app_token: SecretStr | None = None
    slack_api_url: str = "https://slack.com/api/"

    microsoft_app_id: str = ""
    microsoft_app_password: SecretStr | None = None
    microsoft_app_type: str = Field(default="SingleTenant", pattern="^(SingleTenant|MultiTenant)$")
    microsoft_app_tenant_id: str = ""
    microsoft_app_certificate: str = ""
    weft_teams_apps: str = ""
    weft_teams_shared_channels: bool = False
    weft_teams_dialogs: bool = True
    weft_teams_anonymous: bool = False

    @field_validator("slack_api_url", "weft_url", "otel_exporter_otlp_endpoint")
    @classmethod
    def _is_a_url(cls, value: str) -> str:
        if value and not _is_web(value):
            raise ValueError("write a full address, such as https://weft.example.org")
        return value

    @field_validator("database_url")
    @classmethod
    def _is_a_database(cls, value: str) -> str:
        scheme, sign, rest = value.partition("://")
        if scheme in {"postgres", "postgresql"}:
            # As nearly everybody hands it over; without a driver's name SQLAlchemy would take one that is not here.
            scheme = "postgresql+psycopg"
        if scheme not in {"sqlite", "postgresql+psycopg"}:
            raise ValueError("write sqlite:/// and a path, such as sqlite:///data/weft.db, or postgresql://…")
        if not sign:
            raise ValueError("write a full address, such as sqlite:///data/weft.db or postgresql://…")
        if not _has_a_port(f"{scheme}{sign}{rest}"):
            raise ValueError(
                "the port is no number from 1 to 65535 (in a password, write / @ # : as %2F %40 %23 %3A)"
            )
        return f"{scheme}{sign}{rest}"

    @field_validator("microsoft_app_id", "microsoft_app_tenant_id")
    @classmethod
    def _is_compared_exactly(cls, value: str) -> str:
        return value.strip().lower()

    @field_validator("microsoft_app_password")
    @classmethod
    def _is_a_secret(cls, value: SecretStr | None) -> SecretStr | None:
        return SecretStr(value.get_secret_value().strip()) if value else None

    @field_validator("slack_bot_token")
    @classmethod
    def _is_a_list_of_tokens(cls, value: SecretStr | None) -> SecretStr | None:
        tokens = _listed(value)
        if value and not tokens:
            raise ValueError("write a bot token, or several with commas between")
        if len(set(tokens)) < len(tokens):
            raise ValueError("the same bot token stands there twice")
        return value

    @model_validator(mode="after")
    def _slack_is_installed_in_one_way(self) -> Self:
        if bool(self.slack_client_id) != bool(self.slack_client_secret):
            raise ValueError("SLACK_CLIENT_ID and SLACK_CLIENT_SECRET go together: one of them is missing")
        if self.slack_workspaces and not self.slack_client_id:
            raise ValueError("SLACK_WORKSPACES says who may install by a link: it needs SLACK_CLIENT_ID")
        if not self.slack_client_id:
            return self
        if self.slack_bot_token:
            raise ValueError("set SLACK_BOT_TOKEN, or SLACK_CLIENT_ID to install by a link, not both")
        if not (self.slack_app_token or self.slack_signing_secret):
            raise ValueError("SLACK_CLIENT_ID needs SLACK_APP_TOKEN (Socket Mode) or SLACK_SIGNING_SECRET (HTTP)")
        if not self.weft_token_keys:
            raise ValueError("SLACK_CLIENT_ID needs WEFT_TOKEN_KEYS, by which tokens are sealed: weft secrets new")
        return self

    @model_validator(mode="after")
    def _slack_is_whole(self) -> Self:
        if self.slack_client_id:
            return self
        if self.slack_bot_token and not (self.slack_app_token or self.slack_signing_secret):
            raise ValueError("SLACK_BOT_TOKEN needs SLACK_APP_TOKEN (Socket Mode) or SLACK_SIGNING_SECRET (HTTP)")
        if not self.slack_bot_token and (self.slack_app_token or self.slack_signing_secret):
            raise ValueError("SLACK_BOT_TOKEN is missing, though another Slack setting is there")
        return self

    @model_validator(mode="after")
    def _teams_is_whole(self) -> Self:
        credentials = (self.microsoft_app_password, self.microsoft_app_certificate)
        if (any(credentials) or self.microsoft_app_tenant_id) and not self.microsoft_app_id:
            raise ValueError("MICROSOFT_APP_ID is missing, though another Microsoft setting is there")
        if all(credentials):
            raise ValueError("set MICROSOFT_APP_PASSWORD or MICROSOFT_APP_CERTIFICATE, not both")
        if self.microsoft_app_id and not any(credentials) and not self.weft_teams_anonymous:
            raise ValueError("MICROSOFT_APP_ID needs MICROSOFT_APP_PASSWORD or MICROSOFT_APP_CERTIFICATE")
        single = self.microsoft_app_id and self.microsoft_app_type == "SingleTenant"
        if single and not self.microsoft_app_tenant_id and not self.weft_teams_anonymous:
            raise ValueError("MICROSOFT_APP_TENANT_ID is missing: say which tenant the app is registered in")
        return self

    @model_validator(mode="after")
    def _metrics_have_a_port_of_their_own(self) -> Self:
        if self.weft_metrics_port == self.weft_port:
            raise ValueError("WEFT_METRICS_PORT must be another than WEFT_PORT: what is there is not for everybody")
        return self

    @model_validator(mode="after")
    def _strangers_stay_on_this_machine(self) -> Self:
        if self.weft_teams_anonymous and (not self.is_loopback or self.weft_url):
            raise ValueError(
                "WEFT_TEAMS_ANONYMOUS is for development on this machine: set WEFT_HOST=127.0.0.1 and no WEFT_URL"
            )
        if self.weft_teams_anonymous and (
            self.microsoft_app_password or self.microsoft_app_certificate or self.weft_teams_apps
        ):
            # Whoever is let in without a token could have ours sent to them.
            raise ValueError(
                "WEFT_TEAMS_ANONYMOUS goes with no credentials: leave out MICROSOFT_APP_PASSWORD, "
                "MICROSOFT_APP_CERTIFICATE and WEFT_TEAMS_APPS"
            )
        return self

    @model_validator(mode="after")
    def _inbox_has_an_address(self) -> Self:
        if self.weft_web and not self.weft_url and not self.is_loopback:
            raise ValueError("WEFT_URL is missing: say how people reach the web inbox, or set WEFT_WEB=false")
        return self

    @property
    def url(self) -> str:
        """The root of everything that is served, as people reach it, without a slash at the end."""
        host = f"[{self.weft_host}]" if ":" in self.weft_host else self.weft_host
        return (self.weft_url or f"http://{host}:{self.weft_port}").rstrip("/")

    @property
    def is_shared(self) -> bool:
        """Whether replicas may share the database: a file belongs to one process."""
        return not self.database_url.startswith("sqlite")

    @property
    def link_life(self) -> timedelta:
        """How long a link to the web inbox opens it."""
        return timedelta(days=self.weft_link_days)

    @property
    def starter_names(self) -> frozenset[str]:
        """Who may start partnerships: `anyone`, `nobody`, or names such as `slack:U012AB3CD`."""
        return frozenset(name.strip() for name in self.weft_starters.split(",") if name.strip())

    @property
    def slack_bot_tokens(self) -> Sequence[str]:
        """A token for each Slack workspace."""
        return _listed(self.slack_bot_token)

    @property
    def slack_is_set_up(self) -> bool:
        """Whether Slack is served."""
        return bool(self.slack_bot_token or self.slack_client_id)

    @property
    def slack_allowed(self) -> frozenset[str]:
        """Ids of the workspaces and organisations that may install the app by a link; none for any."""
        return frozenset(name.strip() for name in self.slack_workspaces.split(",") if name.strip())

    @property
    def token_keys(self) -> Sequence[str]:
        """The keys that tokens are sealed with, newest first."""
        return _listed(self.weft_token_keys)

    @property
    def is_loopback(self) -> bool:
        """Whether only this machine can reach it."""
        try:
            return ip_address(self.weft_host).is_loopback
        except ValueError:
            return self.weft_host == "localhost"


def read() -> Settings:
    """The settings as they are now.

    Raises:
        SettingsInvalid: one line that names every setting that is wrong, without its value.
    """
    try:
        return Settings()
    except ValidationError as error:
        complaints = (f"{_name(each['loc'])}{each['msg'].removeprefix('Value error, ')}" for each in error.errors())
        raise SettingsInvalid("; ".join(complaints)) from None
    except UnicodeDecodeError:
        raise SettingsInvalid(".env is not text in UTF-8") from None


def _listed(secrets: SecretStr | None) -> list[str]:
    parts = secrets.get_secret_value().split(",") if secrets else []
    return [part.strip() for part in parts if part.strip()]


def _is_web(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        # Its own complaint quotes the value.
        return False


def _has_a_port(database: str) -> bool:
    """Whether the port is one, or left out."""
    try:
        port = make_url(database).port
    except ValueError:
        # Its own complaint quotes the value; what seems a port may be the end of a password.
        return False
    return port is None or 0 < port <= _LAST_PORT


def _name(location: tuple[int | str, ...]) -> str:
    return f"{str(location[0]).upper()}: " if location else ""
