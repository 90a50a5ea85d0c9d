"""Files that were never filmed: indexes and transcripts as the senses would have left them."""

from media.bank.units import Known
from media.facts import MediaFacts
from media.senses.index import Curve, Face, Heard, Index, KeyFrame, Scene, Seen, Writing
from media.transcription.transcript import Line, Transcript, Word


def scene(start: float, end: float, **more: object) -> Scene:
    """A scene with usual measures; `size` puts a face of that height in it, `faces` several, `caption` words of an eye."""
    size, count, caption = more.pop("size", 0.0), int(str(more.pop("faces", 1))), str(more.pop("caption", ""))
    faces = tuple(
        Face(start=start, end=end, boxes=((start, (0.1 + 0.2 * n, 0.3, 0.15, size)),)) for n in range(count if size else 0)
    )
    frame = KeyFrame(time=(start + end) / 2, sharpness=200.0, hash="0" * 16, caption=caption)
    usual = {"motion": 0.04, "shake": 0.1, "brightness": 0.45, "contrast": 0.2, "saturation": 0.2, "sharpness": 150.0}
    joint = "cut" if start else "start"
    return Scene(start=start, end=end, joint=joint, faces=faces, key_frames=(frame,), **(usual | more))


def spoken(start: float, end: float, text: str) -> Line:
    """A line whose words share its time evenly."""
    words = text.split() if " " in text else list(text)
    step = (end - start) / len(words)
    timed = tuple(Word(start=start + step * n, end=start + step * (n + 1), text=word) for n, word in enumerate(words))
    return Line(start=start, end=end, text=text, words=timed)


def known(
    asset: str,
    scenes: tuple[Scene, ...],
    lines: tuple[Line, ...] = (),
    writing: tuple[Writing, ...] = (),
    heard: Heard | None = None,
    language: str | None = "en",
) -> Known:
    """A film of those scenes and words; its motion is the scenes'."""
    length = scenes[-1].end
    facts = MediaFacts(
        asset=asset, kind="video", container="mp4", size_bytes=1, duration=length, width=1280, height=720, audio_channels=2
    )
    motion = tuple(next(s.motion for s in scenes if s.start <= n * 0.5 < s.end) for n in range(int(length * 2)))
    seen = Seen(scenes=scenes, motion=Curve(step=0.5, values=motion), writing=writing)
    speech = tuple((line.start, line.end) for line in lines)
    sound = heard or Heard(loudness=Curve(step=0.1, values=(-24.0,) * int(length * 10)), lufs=-23.0, speech=speech)
    said = Transcript(asset=asset, language=language, lines=lines, engine="subtitles", origin="given") if lines else None
    return Known(Index(facts=facts, seen=seen, heard=sound), said)


def note(start: float, end: float, text: str) -> Writing:
    """Words on the screen."""
    return Writing(start=start, end=end, text=text, box=(0.2, 0.1, 0.6, 0.1), confidence=0.9)
