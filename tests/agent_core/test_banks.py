"""A bank opens from what the steps before it kept, and is searched without an embedder too."""

from pathlib import Path

import pytest

from agent_core.artifacts import MaterialBank, Surveyed
from agent_core.banks import likeness_of, open_bank
from agent_core.errors import AgentError
from agent_core.tool import Context
from media.ffmpeg import FFmpeg
from media.senses.survey import keep
from media.settings import MediaSettings
from media.speech.espeak import Espeak
from media.store import Store
from tests.media.bank.known import known, scene, spoken

pytestmark = pytest.mark.unit


async def test_indexes_and_transcripts_come_together(store: Store, tmp_path: Path) -> None:
    films = [known(name, (scene(0, 10, colors=(color,)),), (spoken(1, 3, text),)) for name, color, text in (
        ("a", "red", "the price of rice"), ("b", "blue", "the harbour of Hanoi"))]  # fmt: skip
    files = tuple([Surveyed(facts=film.index.facts, index=await keep(film.index, store, tmp_path)) for film in films])
    material = MaterialBank(files=files, transcripts=tuple(film.transcript for film in films if film.transcript))
    bank = await open_bank(material, store)
    assert bank.search("harbour").matches[0].asset == "b" and bank.search("something red").matches[0].asset == "a"


async def test_subtitles_without_a_film_can_be_searched(store: Store) -> None:
    said = known("", (scene(0, 10),), (spoken(4, 6, "the price of rice"),)).transcript
    assert said is not None
    (match,) = (await open_bank(MaterialBank(files=(), transcripts=(said,)), store)).search("rice").matches
    assert (match.asset, match.start, match.text) == ("", 4.0, "the price of rice")


async def test_subtitles_of_nothing_belong_to_the_only_film(store: Store, tmp_path: Path) -> None:
    film = known("a", (scene(0, 10),), (spoken(4, 6, "the price of rice"),))
    assert film.transcript is not None
    lone = film.transcript.model_copy(update={"asset": ""})
    files = (Surveyed(facts=film.index.facts, index=await keep(film.index, store, tmp_path)),)
    assert (await open_bank(MaterialBank(files=files, transcripts=(lone,)), store)).search("rice").matches[0].asset == "a"


async def test_an_index_that_is_gone_is_told(store: Store) -> None:
    film = known("a", (scene(0, 10),))
    with pytest.raises(AgentError) as error:
        await open_bank(MaterialBank(files=(Surveyed(facts=film.index.facts, index="0" * 64),)), store)
    assert error.value.code == "asset-gone"


@pytest.mark.parametrize("model", ["", "/no/such/folder"])
async def test_without_an_embedder_words_and_facts_serve(store: Store, home: Path, tmp_path: Path, model: str) -> None:
    settings = MediaSettings(home=home, embedder=model)
    context = Context(
        store=store, ffmpeg=FFmpeg(settings), settings=settings, speaker=Espeak(settings), work=tmp_path, report=lambda at: None
    )  # fmt: skip
    bank = await open_bank(MaterialBank(files=()), store)
    assert await likeness_of(bank, ["red"], context) is None
