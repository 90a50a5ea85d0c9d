"""SigLIP 2 by its real code: loaded from a folder without a network, batched, remembered, and fused with the search."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from media.bank.search import Bank
from media.bank.units import Known
from media.embedding.likeness import likeness
from media.embedding.port import Embedded
from media.embedding.siglip import SigLIP, embedder
from media.errors import EngineMissing, ProcessFailed
from media.facts import MediaFacts
from media.senses.index import Curve, Index, KeyFrame, Scene, Seen
from media.settings import MediaSettings
from media.store import FileStore
from tests.torch.conftest import WORDS

pytestmark = [pytest.mark.unit, pytest.mark.timeout(240)]

TEXTS = ["a red car", "a picture of the sea", "something blue", *(f"{one} {two}" for one in WORDS[:5] for two in WORDS[5:9])]


def _nothing(share: float) -> None:
    """A report that nobody reads."""


@pytest.fixture
def settings(home: Path) -> MediaSettings:
    return MediaSettings(home=home, threads=1)


async def test_pictures_and_texts_become_vectors(tiny: Path, pictures: list[Path], settings: MediaSettings) -> None:
    done: list[float] = []
    made = await SigLIP(str(tiny), settings).embed(pictures, TEXTS, done.append)
    assert made.pictures.shape == (40, 32) and made.texts.shape == (len(TEXTS), 32)
    for rows in (made.pictures, made.texts):
        assert np.allclose(np.linalg.norm(rows, axis=1), 1, atol=5e-3)
    assert done == sorted(done) and done[-1] == 1 and len(done) == 5, "batches of sixteen"
    assert made.scale > 0 and np.isfinite(made.bias)


async def test_vectors_are_those_of_the_model_itself(tiny: Path, pictures: list[Path], settings: MediaSettings) -> None:
    import torch
    import transformers
    from PIL import Image

    made = await SigLIP(str(tiny), settings).embed(pictures[:3], ["A RED car", "dog"], _nothing)
    model = transformers.AutoModel.from_pretrained(tiny).eval()
    ready = transformers.AutoImageProcessor.from_pretrained(tiny, backend="pil")
    words = transformers.AutoTokenizer.from_pretrained(tiny)
    with torch.inference_mode():
        images = ready(images=[Image.open(path).convert("RGB") for path in pictures[:3]], return_tensors="pt")
        ids = words(["a red car", "dog"], padding="max_length", max_length=16, return_tensors="pt")["input_ids"]
        out = model(input_ids=ids, pixel_values=images["pixel_values"])
    logits = made.texts @ made.pictures.T * made.scale + made.bias
    assert np.allclose(logits, out.logits_per_text.numpy(), atol=0.02 * made.scale + 0.02)


async def test_what_is_in_a_batch_changes_nothing(tiny: Path, pictures: list[Path], settings: MediaSettings) -> None:
    engine = SigLIP(str(tiny), settings)
    whole = await engine.embed(pictures[:20], ["sea"], _nothing)
    alone = await engine.embed(pictures[18:20], ["sea"], _nothing)
    assert np.allclose(whole.pictures[18:], alone.pictures, atol=5e-3) and np.allclose(whole.texts, alone.texts, atol=5e-3)


async def test_a_broken_picture_gets_zeros(tiny: Path, pictures: list[Path], settings: MediaSettings, tmp_path: Path) -> None:
    broken = tmp_path / "broken.jpg"
    broken.write_bytes(b"no picture")
    made = await SigLIP(str(tiny), settings).embed([pictures[0], broken, pictures[1]], [], _nothing)
    assert not made.pictures[1].any() and made.pictures[[0, 2]].any(axis=1).all() and made.texts.shape == (0, 32)


async def test_a_missing_model_is_named(settings: MediaSettings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    for model in (str(tmp_path), "nobody/has-this-model"):
        with pytest.raises(EngineMissing) as error:
            await SigLIP(model, settings).embed([], ["sea"], _nothing)
        assert error.value.code == "no-embedder-model"


async def test_a_model_too_large_for_its_limit_ends_cleanly(tiny: Path, home: Path) -> None:
    small = MediaSettings(home=home, threads=1, process_memory_bytes=200_000_000)
    with pytest.raises(ProcessFailed):
        await SigLIP(str(tiny), small).embed([], ["sea"], _nothing)


def test_the_setting_chooses_it(settings: MediaSettings, tiny: Path) -> None:
    assert embedder(settings) is None
    chosen = embedder(settings.model_copy(update={"embedder": str(tiny)}))
    assert chosen is not None and tiny.name in chosen.name and str(tiny) not in chosen.identity


@dataclass
class Counted:
    """Counts what reaches an engine."""

    engine: SigLIP
    seen: int = 0

    @property
    def name(self) -> str:
        return self.engine.name

    @property
    def identity(self) -> str:
        return self.engine.identity

    async def embed(self, pictures, texts, report) -> Embedded:
        self.seen += len(pictures)
        return await self.engine.embed(pictures, texts, report)


async def test_a_bank_is_looked_through_once(tiny: Path, pictures: list[Path], settings: MediaSettings, home: Path) -> None:
    store = FileStore(home / "store")
    assets = []
    for number in range(6):
        copy = home / f"{number}.jpg"
        copy.write_bytes(pictures[number * 5].read_bytes())
        assets.append((await store.adopt(copy)).id)
    scenes = tuple(
        Scene(
            start=4.0 * n, end=4.0 * n + 4, joint="cut", motion=0, shake=0, brightness=0.5, contrast=0.1, saturation=0.1,
            sharpness=100, key_frames=(KeyFrame(time=4.0 * n + 2, sharpness=1, hash="0" * 16, asset=asset),),
        )
        for n, asset in enumerate(assets)
    )  # fmt: skip
    facts = MediaFacts(asset="film", kind="video", container="mp4", size_bytes=1, duration=24.0, width=64, height=36)
    bank = Bank([Known(Index(facts=facts, seen=Seen(scenes=scenes, motion=Curve(step=1, values=()))))])
    engine = Counted(SigLIP(str(tiny), settings))
    first = await likeness(bank, ["red car", "sea"], engine, store)
    again = await likeness(bank, ["sea"], engine, store)
    assert engine.seen == 6, "the second look found its vectors in the store"
    assert first.shape == (2, 6) and np.allclose(first[1], again[0], atol=2e-2) and (first >= 0).all() and (first <= 1).all()
    nearest = int(first[0].argmax())
    sure = np.zeros(6, np.float32)
    sure[nearest] = 0.9
    assert bank.search("zeppelin", likeness=sure).matches[0].start == 4.0 * nearest
