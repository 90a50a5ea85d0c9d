"""How much the pictures of a bank are like what is looked for, by an embedder; vectors of pictures are made once and kept."""

import hashlib
from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt

from media.bank.search import Bank
from media.bank.units import Known
from media.embedding.port import Embedder, Vectors
from media.store import Store

_DECADES = 4.0
"""A picture of which the model says that its odds are one to ten thousand is no more like it than any."""
Scores = npt.NDArray[np.float32]


async def likeness(
    bank: Bank, texts: Sequence[str], engine: Embedder, store: Store, report: Callable[[float], None] = lambda share: None
) -> Scores:
    """`float32[texts, units]`, 0 (not alike) to 1: a unit is as much like a text as the nearest of its key frames.

    Raises as `Embedder.embed` does.
    """
    files = list({id(unit.known): unit.known for unit in bank.units}.values())
    kept = {_key(known, engine): await store.recall(_key(known, engine)) for known in files}
    new = [known for known in files if kept[_key(known, engine)] is None]
    frames = [asset for known in new for asset in _frames(known)]
    made = await engine.embed([await store.path(asset) for asset in frames], texts, report)
    vectors = dict(zip(frames, made.pictures, strict=True))
    width = made.texts.shape[1]
    for known in new:
        rows = np.array([vectors[asset] for asset in _frames(known)], np.float16)
        await store.remember(_key(known, engine), rows.tobytes())
    for known in files:
        if (content := kept[_key(known, engine)]) is not None:
            vectors |= zip(_frames(known), np.frombuffer(content, np.float16).reshape(-1, width).astype(np.float32), strict=True)
    return _graded(bank, vectors, made.texts, made.scale, made.bias)


def _frames(known: Known) -> list[str]:
    """The key frames of a file that are in the store, each once."""
    scenes = known.index.seen.scenes if known.index.seen else ()
    return list(dict.fromkeys(frame.asset for scene in scenes for frame in scene.key_frames if frame.asset))


def _key(known: Known, engine: Embedder) -> str:
    frames = hashlib.sha256(" ".join(_frames(known)).encode()).hexdigest()
    return f"likeness:{engine.identity}:{frames}"


def _graded(bank: Bank, vectors: dict[str, Vectors], texts: Vectors, scale: float, bias: float) -> Scores:
    """The model's odds that a text is about a picture, on a scale of decades."""
    found = np.zeros((len(texts), len(bank.units)), np.float32)
    for place, unit in enumerate(bank.units):
        rows = [vectors[frame.asset] for frame in unit.key_frames if frame.asset in vectors]
        if rows:
            logits = (np.array(rows) @ texts.T).max(axis=0) * scale + bias
            decades = -np.logaddexp(0.0, -logits) / np.log(10.0)
            found[:, place] = np.clip(1.0 + decades / _DECADES, 0.0, 1.0)
    return found
