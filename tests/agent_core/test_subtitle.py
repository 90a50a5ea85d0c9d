"""Captions stand where editing has put what they say."""

from typing import cast

import pytest

from agent_core.artifacts import Cues
from agent_core.tool import Context
from agent_core.tools.subtitle import Input, subtitle
from media.ffmpeg import FFmpeg
from media.settings import MediaSettings
from media.speech.port import Speaker
from media.store import Store
from media.subtitles import Cue
from media.timeline import Clip, Timeline
from tests.media.sources import facts

pytestmark = pytest.mark.unit

CUES = Cues(
    cues=(
        Cue(start=1.0, end=2.0, text="one", words=((1.0, 1.5, "o"), (1.5, 2.0, "ne"))),
        Cue(start=2.0, end=3.0, text="two"),
        Cue(start=2.5, end=3.0, text="SIGN", top=True),
    )
)


@pytest.fixture
def context(store: Store, settings: MediaSettings, tmp_path) -> Context:
    nobody = cast(Speaker, None)
    return Context(
        store=store, ffmpeg=FFmpeg(settings), settings=settings, speaker=nobody, work=tmp_path, report=lambda share: None
    )


async def _shown(context: Context, *clips: Clip, **params: object) -> list[list[tuple[int, int, str]]]:
    film = Timeline(rate=(10, 1), width=640, height=360, video=clips)
    made = await subtitle.run(Input.model_validate({"timeline": film, "cues": CUES, **params}), context)
    return [[(one.start, one.end, one.text) for one in track.captions] for track in made.timeline.captions]


async def test_what_the_file_puts_at_the_top_is_a_track_of_its_own(context: Context) -> None:
    clip = Clip(source=facts(), at=0, frames=100)
    assert await _shown(context, clip) == [[(10, 20, "one"), (20, 30, "two")], [(25, 30, "SIGN")]]


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({}, [(0, 5, "one"), (5, 15, "two")]),
        ({"speed": 2.0}, [(0, 2, "one"), (2, 8, "two")]),
        ({"speed": 0.5}, [(0, 10, "one"), (10, 20, "two")]),
        ({"freeze": True}, []),
    ],
)
async def test_captions_follow_cuts_and_speed(context: Context, changes: dict[str, object], told: list) -> None:
    start = Clip(source=facts(), at=0, frames=12)
    later = Clip.model_validate({"source": facts(), "at": 12, "frames": 20, "source_at": 15, **changes})
    bottom, *_ = await _shown(context, start, later)
    assert bottom == [(10, 12, "one"), *((first + 12, last + 12, text) for first, last, text in told)]


async def test_karaoke_takes_the_colour_that_was_asked_for(context: Context) -> None:
    film = Timeline(rate=(10, 1), width=640, height=360, video=(Clip(source=facts(), at=0, frames=100),))
    given = {"timeline": film, "cues": CUES, "style": "karaoke"}
    plain, red = [
        (await subtitle.run(Input.model_validate({**given, **more}), context)).timeline.captions[0]
        for more in ({}, {"caption_color": "red"})
    ]
    assert (plain.style.color, plain.style.fill) == ("white", "gold") and (red.style.color, red.style.fill) == ("white", "red")
    assert plain.captions[0].words == ((10, 15, "o"), (15, 20, "ne"))
