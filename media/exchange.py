# pyright: basic
"""A timeline for other editors, as OpenTimelineIO: cuts, speeds, transitions and sound as editors know them, captions as markers.

What editors have no common word for (how a picture fills the frame, its colours, a gain) stands in the metadata under `cutroom`.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import zip_longest
from typing import Any

from media.clip import Clip
from media.facts import MediaFacts
from media.timeline import Timeline

_SUFFIXES = {"matroska": "mkv", "jpeg": "jpg", "mpegts": "ts", "asf": "wmv", "tiff_pipe": "tif"}
_KEPT = {
    *("transform", "turn", "mirror", "flip", "steady", "look", "effects"),
    *("gain_db", "envelope", "noise", "fade_in", "fade_out", "sound_fade_in", "sound_fade_out"),
}
"""What of a clip goes into its metadata."""


def file_names(timeline: Timeline) -> dict[str, str]:
    """A file name for every asset that the timeline shows or plays: `video.mp4`, `video-2.mov`, `audio.mp3`, …"""
    names: dict[str, str] = {}
    counts: dict[str, int] = {}
    for clip in timeline.clips:
        source = clip.source
        if clip.card is None and source.asset not in names:
            counts[source.kind] = number = counts.get(source.kind, 0) + 1
            ending = _SUFFIXES.get(source.container, source.container)
            names[source.asset] = f"{source.kind}{f'-{number}' if number > 1 else ''}.{ending}"
    return names


def write_otio(timeline: Timeline, name: str, files: Mapping[str, str]) -> str:
    """The timeline as an OpenTimelineIO document (JSON); `files` are the addresses of its assets, relative to the document.

    Times are counted in frames of the timeline's rate; at another speed than its own a clip carries a time warp and the range
    that it takes on the timeline, as OpenTimelineIO wants it. Raises `KeyError` for an asset without an address.
    """
    import opentimelineio as otio

    writer = _Writer(otio, timeline, files)
    document = otio.schema.Timeline(name=name, global_start_time=writer.time(0))
    document.metadata["cutroom"] = {"width": timeline.width, "height": timeline.height, "lufs": timeline.lufs}
    document.tracks.extend(writer.tracks())
    document.tracks.markers.extend(writer.captions())
    return document.to_json_string(indent=1)


class _Writer:
    """The parts of one document."""

    def __init__(self, otio: Any, timeline: Timeline, files: Mapping[str, str]) -> None:
        self._otio = otio
        self._timeline = timeline
        self._files = files
        self._rate = float(timeline.fps)

    def time(self, frames: int | Fraction) -> Any:
        return self._otio.opentime.RationalTime(float(frames), self._rate)

    def _range(self, start: int | Fraction, frames: int | Fraction) -> Any:
        return self._otio.opentime.TimeRange(self.time(start), self.time(frames))

    def tracks(self) -> Iterator[Any]:
        """Pictures from the lowest to the highest, then sounds: the pictures' own, those of what is laid over, those beside."""
        timeline, kinds = self._timeline, self._otio.schema.TrackKind
        laid = [[overlay.clip for overlay in track.overlays] for track in timeline.overlays]
        if timeline.video:
            yield self._track("Picture", kinds.Video, self._pictures(timeline.video))
        for number, lane in enumerate((lane for clips in laid for lane in _lanes(clips, seen=True)), start=1):
            yield self._track(f"Overlay {number}", kinds.Video, self._row(lane, seen=True))
        heard = [("Sound", timeline.video), *(("Overlay sound", clips) for clips in laid)]
        beside = [(f"Audio {number}", track.clips) for number, track in enumerate(timeline.audio, start=1)]
        for name, clips in (*heard, *beside):
            for lane in _lanes([clip for clip in clips if clip.sounds], seen=False):
                yield self._track(name, kinds.Audio, self._row(lane, seen=False))

    def captions(self) -> Iterator[Any]:
        """A marker for each caption."""
        for track in self._timeline.captions:
            for shown in track.captions:
                marked = self._range(shown.start, shown.end - shown.start)
                yield self._otio.schema.Marker(name=" ".join((shown.text, shown.second)).strip(), marked_range=marked)

    def _track(self, name: str, kind: str, items: Iterable[Any]) -> Any:
        track = self._otio.schema.Track(name=name, kind=kind)
        track.extend(list(items))
        return track

    def _pictures(self, clips: Sequence[Clip]) -> Iterator[Any]:
        """Clips that pass into one another are cut in the middle of what they share, and the transition reaches to both sides."""
        for clip, following in zip_longest(clips, clips[1:]):
            before = clip.transition.overlap // 2
            shared = following.transition.overlap if following is not None else 0
            if clip.transition.overlap:
                yield self._transition(clip)
            part = clip.within(clip.at + before, clip.end - (shared - shared // 2))
            if part is not None:
                yield self._clip(part, part.first, part.frames)

    def _transition(self, clip: Clip) -> Any:
        kinds, kind, shared = self._otio.schema.TransitionTypes, clip.transition.kind, clip.transition.overlap
        return self._otio.schema.Transition(
            name=kind,
            transition_type=kinds.SMPTE_Dissolve if kind == "crossfade" else kinds.Custom,
            in_offset=self.time(shared // 2),
            out_offset=self.time(shared - shared // 2),
        )

    def _row(self, clips: Sequence[Clip], *, seen: bool) -> Iterator[Any]:
        """Clips that do not overlap, with the gaps between them."""
        reached = 0
        for clip in clips:
            start, end = _extent(clip, seen=seen)
            if start > reached:
                yield self._otio.schema.Gap(source_range=self._range(0, start - reached))
            early = max(0, reached - start)  # sound that would begin before the timeline does
            first = clip.first if seen else clip.sound_first
            yield self._clip(clip, first + (0 if clip.reverse else early) * clip.tempo, end - start - early)
            reached = end

    def _clip(self, clip: Clip, first: Fraction, frames: int) -> Any:
        made = self._otio.schema.Clip(
            name=self._name(clip), media_reference=self._reference(clip), source_range=self._range(first, frames)
        )
        made.effects.extend(self._warps(clip))
        kept = clip.model_dump(mode="json", include=_KEPT, exclude_defaults=True)
        if kept:
            made.metadata["cutroom"] = kept
        return made

    def _name(self, clip: Clip) -> str:
        return "card" if clip.card is not None else self._files[clip.source.asset]

    def _reference(self, clip: Clip) -> Any:
        if clip.card is not None:
            return self._otio.schema.GeneratorReference(
                name="card", generator_kind="SolidColor", parameters={"color": clip.card.color}
            )
        return self._otio.schema.ExternalReference(
            target_url=self._files[clip.source.asset], available_range=self._available(clip.source)
        )

    def _available(self, source: MediaFacts) -> Any:
        """All that the file has; a picture has no length of its own."""
        if not source.duration:
            return None
        return self._range(0, round(Fraction(source.duration).limit_denominator(1_000_000) * self._timeline.fps))

    def _warps(self, clip: Clip) -> Iterator[Any]:
        if clip.freeze:
            yield self._otio.schema.FreezeFrame()
        elif clip.reverse or clip.tempo != 1:
            yield self._otio.schema.LinearTimeWarp(time_scalar=float(-clip.tempo if clip.reverse else clip.tempo))


def _extent(clip: Clip, *, seen: bool) -> tuple[int, int]:
    """The frames in which a clip is seen, or heard."""
    return (clip.at, clip.end) if seen else (clip.sound_at, clip.sound_end)


def _lanes(clips: Iterable[Clip], *, seen: bool) -> list[list[Clip]]:
    """The clips in as few rows as it takes for none to overlap another in its row."""
    lanes: list[list[Clip]] = []
    for clip in sorted(clips, key=lambda clip: _extent(clip, seen=seen)):
        start = _extent(clip, seen=seen)[0]
        free = next((lane for lane in lanes if _extent(lane[-1], seen=seen)[1] <= start), None)
        if free is None:
            lanes.append([clip])
        else:
            free.append(clip)
    return lanes
