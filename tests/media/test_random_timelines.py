"""Any timeline that has no problems renders to the length that it computes."""

import asyncio
import tempfile
from pathlib import Path

import av
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from media.clip import Card, Clip, card_clip
from media.facts import MediaFacts
from media.timeline import AudioTrack, Overlay, OverlayTrack, Timeline
from tests.media.rendering import film_facts, rendered, sound_facts
from tests.media.sources import make, numbered, samples

pytestmark = pytest.mark.ffmpeg
SIZE = (96, 64)


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("library")
    tone = ("-f", "lavfi", "-i", "sine=frequency=440:duration=3:sample_rate=44100")
    return {
        "film": numbered(folder / "film.mp4", 90, "-vf", "scale=96:54", sound=tone),
        "silent": numbered(folder / "silent.mkv", 60, "-vf", "scale=54:96", rate="24"),
        "song": make(folder / "song.wav", "-f", "lavfi", "-i", "sine=frequency=300:duration=2"),
        "still": make(folder / "still.png", "-f", "lavfi", "-i", "color=red@0.5:s=40x40:d=0.1,format=rgba", "-frames:v", "1"),
    }


FILM = film_facts(width=96, height=54, duration=3.0, audio_channels=1)
SOURCES: list[MediaFacts] = [
    FILM,
    film_facts("silent", width=54, height=96, duration=2.5, rate=(24, 1), container="matroska", audio_channels=0),
    sound_facts("song", 2.0).model_copy(update={"container": "wav", "audio_channels": 1}),
    film_facts("still", kind="image", container="png", width=40, height=40, audio_channels=0, duration=None),
]
TRANSITIONS = st.sampled_from(["cut", "crossfade", "whip", "flash"]).flatmap(
    lambda kind: st.fixed_dictionaries({"kind": st.just(kind), "frames": st.just(0) if kind == "cut" else st.integers(1, 5)})
)
EFFECTS = st.one_of(
    st.fixed_dictionaries({"kind": st.just("deepfry"), "start": st.integers(-3, 5)}),
    st.fixed_dictionaries({"kind": st.just("punch-in"), "start": st.integers(0, 5), "frames": st.integers(1, 9)}),
    st.fixed_dictionaries({"kind": st.just("shake"), "start": st.integers(0, 5)}),
)


@st.composite
def clips(draw: st.DrawFn) -> Clip:
    frames = draw(st.integers(1, 20))
    transition, source_at = draw(TRANSITIONS), draw(st.integers(0, 100))
    lead = draw(st.integers(-5, min(5, source_at // 4)))
    tail = draw(st.integers(1 - frames - lead, min(5, source_at // 4))) if 1 - frames - lead <= min(5, source_at // 4) else 0
    given = {
        "source": draw(st.sampled_from(SOURCES)),
        "at": 0,
        "frames": frames,
        "source_at": source_at,
        "sound_lead": max(lead, 1 - frames - tail),
        "sound_tail": tail,
        "speed": draw(st.sampled_from([0.25, 0.9, 1.0, 1.0, 1.0, 2.0, 4.0])),
        "reverse": draw(st.booleans()),
        "freeze": draw(st.integers(0, 5)) == 0,
        "transform": {"fit": draw(st.sampled_from(["crop", "blur", "pad"]))},
        "turn": draw(st.sampled_from([0, 90, 180, 270])),
        "fade_in": draw(st.integers(0, frames)),
        "sound_fade_out": draw(st.integers(0, frames)),
        "gain_db": draw(st.sampled_from([0.0, -6.0])),
        "effects": draw(st.lists(EFFECTS, max_size=1)),
        "transition": transition if transition["frames"] < frames else {"kind": "cut", "frames": 0},
    }
    return card_clip(Card(to="red"), frames) if draw(st.integers(0, 7)) == 0 else Clip.model_validate(given)


@st.composite
def timelines(draw: st.DrawFn) -> Timeline:
    rate = draw(st.sampled_from([(30, 1), (25, 1), (30000, 1001), (60, 1)]))
    plain = Timeline(rate=rate, width=SIZE[0], height=SIZE[1], lufs=None)
    rows = draw(st.lists(clips(), min_size=1, max_size=4))
    first = rows[0].model_copy(update={"transition": {"kind": "cut", "frames": 0}})
    whole = plain.then([Clip.model_validate(first.model_dump()), *rows[1:]])
    beside = [one.moved(draw(st.integers(0, 30))) for one in draw(st.lists(clips(), max_size=2))]
    laid = [one.moved(draw(st.integers(0, 10))) for one in draw(st.lists(clips(), max_size=1)) if one.source.has_picture]
    overlays = (OverlayTrack(overlays=tuple(Overlay(clip=one, width=0.4, opacity=0.7) for one in laid)),)
    return whole.model_copy(update={"audio": (AudioTrack(clips=tuple(beside)),), "overlays": overlays})


@settings(
    max_examples=20, deadline=None, database=None, derandomize=True, phases=[Phase.generate],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.function_scoped_fixture],
)  # fmt: skip
@given(timeline=timelines(), data=st.data())
def test_a_timeline_renders_to_its_computed_length(timeline: Timeline, data: st.DataObject, library: dict[str, Path]) -> None:
    if timeline.problems():
        return
    if data.draw(st.booleans()) and timeline.frames > 4:
        start = data.draw(st.integers(0, timeline.frames - 2))
        timeline = timeline.kept(start, data.draw(st.integers(start + 1, timeline.frames)))
    assert Timeline.model_validate_json(timeline.model_dump_json()) == timeline
    with tempfile.TemporaryDirectory() as folder:
        product = asyncio.run(rendered(timeline, Path(folder) / "out.mp4", **library))
        with av.open(str(product.path)) as container:
            shown = sum(1 for _ in container.decode(video=0))
        assert shown == timeline.frames
        heard = samples(product.path).shape[1] / 48000
        assert heard == pytest.approx(timeline.duration, abs=0.03)
        assert product.duration == pytest.approx(timeline.duration)
