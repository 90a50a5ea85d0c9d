"""Settings of the agent."""

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class AgentSettings(BaseSettings):
    """Which brains and voices the agent may use; empty means the embedded ones."""

    model_config = SettingsConfigDict(env_prefix="CUTROOM_", frozen=True, extra="ignore", populate_by_name=True)

    whisper_model: str = ""
    """Name or folder of a faster-whisper model."""
    transcriber: str = ""
    """Who hears words, in order of preference: `whisper` (the model above), `openai:MODEL`, or `openai:MODEL@ADDRESS` for any
    server that speaks OpenAI's audio transcriptions; empty means `whisper`. PocketSphinx comes last for English, always."""
    transcriber_key: str = Field(default="", repr=False)
    """Key for a transcription server named by its address; empty sends it the key for OpenAI."""
    llm_planner: str = ""
    """Language models that understand wishes and plan, in order of preference: `anthropic:MODEL`, `openai:MODEL`,
    `deepseek:MODEL`, `gemini:MODEL`, or `openai:MODEL@ADDRESS` for any server that speaks OpenAI's chat completions."""
    llm_graphs: bool = False
    """The planner's model may also propose the workflow of a wish with several goals; one call more, held to the same checks."""
    llm_writer: str = ""
    """Language models that write summaries, answers, scripts and translations, in order of preference."""
    llm_eye: str = ""
    """Language models that look at pictures, in order of preference."""
    llm_tokens_per_job: int = Field(default=200_000, ge=0)
    """Tokens that one job may spend on language models, read and written; 0 for no limit."""
    llm_key: str = Field(default="", repr=False)
    """Key for servers named by their address; empty sends them the vendor's key."""
    anthropic_api_key: str = Field(default="", validation_alias="ANTHROPIC_API_KEY", repr=False)
    """Key for models of Anthropic."""
    anthropic_base_url: str = Field(default="", validation_alias="ANTHROPIC_BASE_URL")
    """Another address that speaks Anthropic's API."""
    openai_api_key: str = Field(default="", validation_alias="OPENAI_API_KEY", repr=False)
    """Key for models of OpenAI."""
    openai_base_url: str = Field(default="", validation_alias="OPENAI_BASE_URL")
    """Another address that speaks OpenAI's API."""
    deepseek_api_key: str = Field(default="", validation_alias="DEEPSEEK_API_KEY", repr=False)
    """Key for models of DeepSeek."""
    gemini_api_key: str = Field(default="", validation_alias="GEMINI_API_KEY", repr=False)
    """Key for models of Google."""
