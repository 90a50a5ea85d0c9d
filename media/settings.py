"""Settings of the media layer."""

from pathlib import Path
from typing import Literal

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class MediaSettings(BaseSettings):
    """Where media lives, which programs work on it, and how much of it one wish may bring."""

    model_config = SettingsConfigDict(env_prefix="CUTROOM_", frozen=True, extra="ignore")

    home: Path = Path("data")
    """Data folder: store, database, Redis, caches."""
    store_url: str = ""
    """Content store; empty for the folder `store` in the home."""
    ffmpeg: str = ""
    """FFmpeg program; empty for the one on PATH, else the one that comes with `imageio-ffmpeg`."""
    encoder: Literal["x264", "nvenc", "qsv", "videotoolbox", "auto"] = "x264"
    """H.264 encoder: x264, or hardware that is used when it has shown that it encodes; `auto` takes the first that does."""
    fonts_dir: str = ""
    """Extra folder of fonts, searched before the system's."""
    max_upload_bytes: int = Field(default=2_000_000_000, gt=0)
    """Largest file taken in."""
    max_duration: float = Field(default=4 * 3600, gt=0)
    """Longest video or sound taken in, seconds."""
    max_pixels: int = Field(default=50_000_000, gt=0)
    """Largest picture taken in, width times height."""
    max_streams: int = Field(default=16, gt=0)
    """Most streams in one file."""
    process_memory_bytes: int = Field(default=6_000_000_000, gt=0)
    """Address space one media process may use."""
    threads: int = Field(default=0, ge=0)
    """Threads of one FFmpeg process; 0 lets it choose."""
    embedder: str = ""
    """Name or folder of a SigLIP 2 model that tells pictures by words; empty to search by words and measured facts alone."""
