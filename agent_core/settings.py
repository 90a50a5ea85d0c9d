"""Settings of the agent."""

from pydantic_settings import BaseSettings, SettingsConfigDict


class AgentSettings(BaseSettings):
    """Which brains and voices the agent may use; empty means the embedded ones."""

    model_config = SettingsConfigDict(env_prefix="CUTROOM_", frozen=True, extra="ignore")

    whisper_model: str = ""
    """Name or folder of a faster-whisper model."""
