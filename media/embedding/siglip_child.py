# pyright: basic
"""SigLIP 2 in a process of its own, which can be killed and gives all its memory back.

Runs as `python -m media.embedding.siglip_child` with a `Request` as JSON on its standard input. Prints a line of JSON for each
batch:
`{"done": 0.4, "width": 768, "pictures": "<float16, base64>"}`, and at the end `{"scale": 112.0, "bias": -16.0}`.
`{"missing": "..."}` says that there is no such model.
"""

import base64
import json
import os
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

BATCH = 16
"""Pictures or texts at once; what a batch takes is given back before the next."""
_LONGEST = 64
"""Tokens of a text: what SigLIP 2 was trained with."""


@dataclass(frozen=True)
class Request:
    """What to embed, and with what."""

    model: str
    folder: str
    """Where models are kept that were fetched."""
    threads: int = 0
    pictures: list[str] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    environment: dict[str, str] = field(default_factory=dict)
    """Variables that the libraries read."""


class _Missing(Exception):
    """There is no such model."""


class Towers:
    """A model with what prepares pictures and texts for it."""

    def __init__(self, model: str, folder: str, threads: int) -> None:
        import torch  # pyright: ignore[reportMissingImports]
        from transformers import AutoImageProcessor, AutoModel, AutoTokenizer  # pyright: ignore[reportMissingImports]

        torch.set_num_threads(max(1, threads))
        self._torch = torch
        self.device = "cuda" if torch.cuda.is_available() else "cpu"
        kept = {"local_files_only": True} if Path(model).is_dir() else {"cache_dir": folder}
        kind = torch.float16 if self.device == "cuda" else torch.float32
        try:
            self._pictures = AutoImageProcessor.from_pretrained(model, backend="pil", **kept)
            self._texts = AutoTokenizer.from_pretrained(model, **kept)
            self._model = AutoModel.from_pretrained(model, dtype=kind, **kept).to(self.device).eval()
        except (OSError, ValueError, KeyError) as error:  # no folder, no network, half a model
            raise _Missing(type(error).__name__) from error
        if not hasattr(self._model, "get_image_features") or not hasattr(self._model, "logit_scale"):
            raise _Missing("not a model of this kind")

    def measure(self) -> dict[str, float]:
        """The logit of a match, made from a cosine."""
        bias = getattr(self._model, "logit_bias", None)
        return {
            "scale": float(self._model.logit_scale.detach().float().exp()),
            "bias": 0.0 if bias is None else float(bias.detach().float()),
        }

    def seen(self, paths: Sequence[str]) -> Any:
        """Vectors of pictures, `float16[n, width]`; zeros for one that cannot be read."""
        images = [_opened(path) for path in paths]
        there = [image for image in images if image is not None]
        batch = self._pictures(images=there, return_tensors="pt") if there else {}
        found = iter(self._unit(self._model.get_image_features, batch) if there else ())
        return [next(found) if image is not None else [0.0] * self.width() for image in images]

    def read(self, texts: Sequence[str]) -> Any:
        """Vectors of texts, `float16[n, width]`; in small letters, as the model was trained."""
        small = [text.lower() for text in texts]
        batch = self._texts(small, padding="max_length", truncation=True, max_length=self._longest(), return_tensors="pt")
        # it was trained with padding and without a mask over it
        return self._unit(self._model.get_text_features, {"input_ids": batch["input_ids"]})

    def _unit(self, features: Any, batch: Any) -> list[list[float]]:
        torch = self._torch
        with torch.inference_mode():
            ready = {name: self._placed(value) for name, value in batch.items()}
            made = features(**ready)
            made = getattr(made, "pooler_output", made).float()
            return (made / made.norm(dim=-1, keepdim=True).clamp_min(1e-6)).cpu().tolist()

    def _placed(self, value: Any) -> Any:
        value = value.to(self.device)
        return value.to(self._model.dtype) if value.is_floating_point() else value

    def _longest(self) -> int:
        most = getattr(self._model.config.text_config, "max_position_embeddings", _LONGEST)
        return min(_LONGEST, int(most))

    def width(self) -> int:
        """Length of a vector."""
        text = self._model.config.text_config
        return int(getattr(text, "projection_size", None) or text.hidden_size)


def main(request: Request) -> None:
    """Answer a request."""
    os.environ.update(request.environment)
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    try:
        towers = Towers(request.model, request.folder, request.threads)
    except _Missing as missing:
        _say({"missing": str(missing)})
        return
    whole, done = max(1, len(request.pictures) + len(request.texts)), 0
    for kind, embed, wanted in (("pictures", towers.seen, request.pictures), ("texts", towers.read, request.texts)):
        for batch in _batches(wanted):
            rows = embed(batch)
            done += len(batch)
            _say({"done": done / whole, "width": len(rows[0]), kind: _packed(rows)})
    _say({"width": towers.width(), "device": towers.device, **towers.measure()})


def _batches(wanted: Sequence[str]) -> Iterator[Sequence[str]]:
    for first in range(0, len(wanted), BATCH):
        yield wanted[first : first + BATCH]


def _opened(path: str) -> Any:
    from PIL import Image

    try:
        with Image.open(path) as image:
            return image.convert("RGB")
    except (OSError, ValueError, Image.DecompressionBombError):
        return None


def _packed(rows: Any) -> str:
    import numpy as np

    return base64.b64encode(np.asarray(rows, np.float16).tobytes()).decode()


def _say(told: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(told) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(Request(**json.load(sys.stdin)))
