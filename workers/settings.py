"""Settings of the workers."""

from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class WorkerSettings(BaseSettings):
    """Where the ledger and Redis are, how long leases last and how much a person may ask for."""

    model_config = SettingsConfigDict(env_prefix="CUTROOM_", frozen=True, extra="ignore")

    home: Path = Path("data")
    """Data folder: store, database, Redis, caches."""
    redis_url: str = ""
    """Redis; empty for an embedded server in the home."""
    database_url: str = ""
    """SQLAlchemy address of the ledger; empty for SQLite in the home."""
    store_url: str = ""
    """Content store; empty for a folder in the home."""
    public_url: str = ""
    """Address under which the web chat is reached from outside; signed links start with it."""
    max_upload_bytes: int = Field(default=2_000_000_000, gt=0)
    """Largest file taken in."""
    links: bool = True
    """Fetch media files that a wish links to; addresses of private networks are never reached."""
    page_links: bool = False
    """Let yt-dlp, where it is installed, find the film in a page that a wish links to. It goes wherever the page sends it."""
    jobs_per_day: int = Field(default=50, ge=0)
    """Jobs a person may submit in a day; 0 for no limit."""
    light_slots: int = Field(default=8, gt=0)
    """Plans and questions worked on at once."""
    cpu_slots: int = Field(default=1, gt=0)
    """Renders worked on at once."""
    gpu_slots: int = Field(default=1, ge=0)
    """Renders worked on at once by the GPU, where there is one; 0 leaves it alone."""
    lease: float = Field(default=8.0, gt=0)
    """Seconds a worker holds a job before it must renew."""
    sweep: float = Field(default=2.0, gt=0)
    """Seconds between looks at what the ledger says is due."""
    attempts: int = Field(default=3, gt=0)
    """Times a job is started before it is given up."""
    job_timeout: float = Field(default=3600.0, gt=0)
    """Seconds one job may run."""
    question_expires: float = Field(default=24 * 3600.0, gt=0)
    """Seconds a question stays open."""
