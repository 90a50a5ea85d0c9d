"""SigLIP 2 on torch and transformers: pictures and texts in many languages, on the processor or a CUDA card (float16).

M. Tschannen et al., "SigLIP 2: Multilingual Vision-Language Encoders with Improved Semantic Understanding, Localization, and
Dense Features" (2025). The model runs in a child process; nothing of it is loaded here.
"""

import base64
import json
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path
from typing import Any, cast

import numpy as np

from media.embedding.port import Embedded, Vectors
from media.errors import EngineMissing, ProcessFailed
from media.process import ProcessLimits, run_module
from media.settings import MediaSettings

_START = 600.0
"""Seconds allowed for the start: a large model is read from a slow disk."""
_PICTURE = 10.0
"""Seconds allowed for a picture or a text: the largest model on a small machine."""
_CARD = Path("/dev/nvidia0")
_PASSED = ("HF_HOME", "HF_HUB_CACHE", "HF_ENDPOINT", "HF_HUB_OFFLINE", "HTTPS_PROXY", "https_proxy", "SSL_CERT_FILE")
"""Variables that say where models come from; none of them is a secret."""


class SigLIP:
    """One model, by its name on the Hugging Face hub (`google/siglip2-base-patch16-224`) or the folder that it lies in."""

    def __init__(self, model: str, settings: MediaSettings) -> None:
        self._model = model
        self._settings = settings

    @staticmethod
    def installed() -> bool:
        """Whether torch and transformers are there."""
        return all(find_spec(name) is not None for name in ("torch", "transformers"))

    @property
    def name(self) -> str:
        """`SigLIP 2` and the model, of a folder or a name its last part."""
        return f"SigLIP 2 {Path(self._model).name}"

    @property
    def identity(self) -> str:
        """Name, release and model; of a folder also the size and time of what lies in it."""
        weights = Path(self._model) / "model.safetensors"
        told = weights.stat() if weights.is_file() else None
        return " ".join([self.name, _release(), *(map(str, (told.st_size, told.st_mtime_ns)) if told else ())])

    async def embed(self, pictures: Sequence[Path], texts: Sequence[str], report: Callable[[float], None]) -> Embedded:
        """Vectors of pictures and of texts; see `Embedder.embed`."""
        if not self.installed():
            raise EngineMissing("torch or transformers is not installed", values={"engine": "torch"})
        threads = self._settings.threads or os.cpu_count() or 1
        request = {
            "model": self._model,
            "folder": str(self._settings.home.absolute() / "models"),
            "threads": threads,
            "pictures": [str(path.absolute()) for path in pictures],
            "texts": list(texts),
            "environment": {name: value for name in _PASSED if (value := os.environ.get(name))},
        }
        wall = _START + _PICTURE * (len(pictures) + len(texts))
        said = _Said(report)
        limits = ProcessLimits(wall=wall, cpu=round(wall * threads), memory_bytes=self._memory())
        content = json.dumps(request).encode()
        await run_module("media.embedding.siglip_child", [], limits=limits, stdin=content, on_line=said.take)
        return self._embedded(said, len(pictures), len(texts))

    def _memory(self) -> int | None:
        """A card maps more address space than any limit allows; without one the settings' limit holds."""
        return None if _CARD.exists() else self._settings.process_memory_bytes

    def _embedded(self, said: "_Said", pictures: int, texts: int) -> Embedded:
        if "missing" in said.told:
            raise EngineMissing(f"no model for {self.name}", code="no-embedder-model", values={"engine": self.name})
        try:
            width = int(said.told["width"])
            seen, read = (np.concatenate([np.zeros((0, width), np.float32), *said.rows[kind]]) for kind in ("pictures", "texts"))
            scale, bias = float(said.told["scale"]), float(said.told["bias"])
        except (KeyError, ValueError, TypeError) as error:
            raise ProcessFailed("an embedder did not say all") from error
        if (len(seen), len(read)) != (pictures, texts):
            raise ProcessFailed("an embedder left something out")
        return Embedded(pictures=seen, texts=read, scale=scale, bias=bias)


@dataclass
class _Said:
    """What the child has said so far."""

    report: Callable[[float], None]
    told: dict[str, Any] = field(default_factory=dict[str, Any])
    rows: Mapping[str, list[Vectors]] = field(default_factory=lambda: {"pictures": [], "texts": []})

    def take(self, printed: str) -> None:
        """One more line of its output. Raises `ProcessFailed` for what is none of it."""
        try:
            told = cast("dict[str, Any]", json.loads(printed))
            for kind, rows in self.rows.items():
                if kind in told:
                    values = np.frombuffer(base64.b64decode(told.pop(kind)), np.float16)
                    rows.append(values.reshape(-1, int(told["width"])).astype(np.float32))
            if "done" in told:
                self.report(min(1.0, float(told.pop("done"))))
        except (ValueError, TypeError, KeyError, AttributeError, ZeroDivisionError) as error:
            raise ProcessFailed("an embedder said what cannot be read") from error
        self.told |= told


def _release() -> str:
    try:
        return f"{version('torch')} {version('transformers')}"
    except PackageNotFoundError:
        return ""


def embedder(settings: MediaSettings) -> SigLIP | None:
    """The embedder that the settings name; `None` where they name none, or what it runs on is not installed."""
    return SigLIP(settings.embedder, settings) if settings.embedder and SigLIP.installed() else None
