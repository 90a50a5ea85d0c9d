"""Settings of the bot."""

from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class BotSettings(BaseSettings):
    """Tokens of the platforms and the address of the web chat; an adapter without its token is not even imported."""

    model_config = SettingsConfigDict(env_prefix="CUTROOM_", frozen=True, extra="ignore")

    home: Path = Path("data")
    """Data folder; the web chat keeps its conversations in it."""
    telegram_token: str = Field(default="", repr=False)
    """Token from @BotFather."""
    telegram_api_url: str = ""
    """Address of a self-hosted Bot API server; empty for Telegram's own."""
    telegram_webhook: bool = False
    """Telegram calls `public_url` instead of being asked for news."""
    discord_token: str = Field(default="", repr=False)
    """Token of the Discord application's bot."""
    http_host: str = "127.0.0.1"
    """Address the web chat listens on; on any other than loopback people need an account."""
    http_port: int = 8080
    """Port of the web chat; 0 switches it off."""
    http_token: str = Field(default="", repr=False)
    """Secret with which the owner signs in to a web chat that others may reach."""
    public_url: str = ""
    """Address under which the web chat is reached from outside, where people need an account."""
    owners: str = ""
    """Who may administer: `telegram:123,discord:456`."""
