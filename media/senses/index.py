"""The index of a source: what is seen and heard in it, found once in one decode and kept as data.

All times are seconds from the file's start, all places shares of the picture as displayed (0 to 1 from the top left). An index
holds no words that were spoken: those are a `media.transcription.transcript.Transcript`, since they hang on an engine.
"""

from typing import Literal

from media.facts import MediaFacts
from media.frozen import Frozen

Span = tuple[float, float]
"""From, to, in seconds."""
Box = tuple[float, float, float, float]
"""Left, top, width and height as shares of the picture."""
Joint = Literal["start", "cut", "fade", "dissolve"]
"""How a scene comes after the one before; `start` for the first."""
SoundKind = Literal["speech", "music", "other"]


class Curve(Frozen):
    """A measure over time, at even distances from the file's start."""

    step: float
    """Seconds between values; the first stands for 0 to `step`."""
    values: tuple[float, ...]


class KeyFrame(Frozen):
    """A picture that stands for its scene: sharp, and unlike the others."""

    time: float
    sharpness: float
    """Variance of the Laplacian of a picture 360 pixels high."""
    hash: str
    """Perceptual hash (DCT, 64 bits), hexadecimal: a small Hamming distance means that two pictures look alike."""
    asset: str | None = None
    """JPEG in the store, at most 640 pixels on the longer side."""
    caption: str = ""
    """What it shows, in a sentence of English by the `eye`; empty where there is none."""


class Face(Frozen):
    """One face followed through a scene."""

    start: float
    end: float
    boxes: tuple[tuple[float, Box], ...]
    """Where it is at some times."""

    @property
    def size(self) -> float:
        """Its usual height as a share of the picture's."""
        heights = sorted(box[3] for _, box in self.boxes)
        return heights[len(heights) // 2] if heights else 0.0


class Writing(Frozen):
    """Words on the screen, and how long they stand."""

    start: float
    end: float
    text: str
    box: Box
    confidence: float
    """0 to 1."""
    subtitle: bool = False
    """It stands where the burned-in subtitles do."""


class Scene(Frozen):
    """A stretch without a change of picture, [start, end)."""

    start: float
    """Time of its first frame; of a dissolve or a fade, of its middle."""
    end: float
    joint: Joint
    motion: float
    """Mean change from picture to picture, 0 (still) to 1, what the camera does included."""
    shake: float
    """How unsteadily the camera is held, 0 to 1: its path's jitter, not its wanted movement."""
    brightness: float
    """Mean luma, 0 to 1."""
    contrast: float
    """Standard deviation of luma, 0 to 1."""
    saturation: float
    """Mean saturation, 0 to 1."""
    sharpness: float
    """Median sharpness of its pictures, as of a key frame."""
    colors: tuple[str, ...] = ()
    """Its strongest colours, named as the `color` values of captions are (`red`, `blue`, …), most of it first."""
    key_frames: tuple[KeyFrame, ...] = ()
    """In order of time; at least one where it could be decoded."""
    faces: tuple[Face, ...] = ()
    path: tuple[tuple[float, float, float], ...] = ()
    """Where the subject is: (time, across, down), smoothed; few points, straight between them. Empty where nothing stands out."""

    @property
    def duration(self) -> float:
        """Length in seconds."""
        return self.end - self.start


class Seen(Frozen):
    """What the picture tells."""

    scenes: tuple[Scene, ...]
    """Without gaps from 0 to the end of the picture."""
    motion: Curve
    """Mean change from picture to picture, 0 to 1."""
    black: tuple[Span, ...] = ()
    frozen: tuple[Span, ...] = ()
    writing: tuple[Writing, ...] = ()
    subtitles: Box | None = None
    """The region where subtitles are burned in."""


class Beats(Frozen):
    """The pulse of music."""

    tempo: float
    """Beats a minute; 0 where there is no pulse."""
    meter: int
    """Beats in a bar."""
    times: tuple[float, ...]
    downbeats: tuple[float, ...]
    """The first beats of bars; each is one of `times`."""
    confidence: float
    """0 to 1."""


class Section(Frozen):
    """A part of a piece of music that is like itself."""

    start: float
    end: float
    label: str
    """`A`, `B`, …: the same letter sounds alike."""
    energy: float
    """Mean loudness against the loudest part, 0 to 1."""


class Heard(Frozen):
    """What the sound tells."""

    loudness: Curve
    """Momentary loudness (400 ms, ITU-R BS.1770), LUFS, not below -70."""
    lufs: float
    """Integrated loudness; -70 for silence."""
    speech: tuple[Span, ...] = ()
    """Where somebody speaks, by voice activity."""
    silences: tuple[Span, ...] = ()
    kinds: tuple[tuple[float, float, SoundKind], ...] = ()
    """What is mostly heard: (from, to, kind), without gaps but for silences."""
    beats: Beats | None = None
    """`None` where there is no music to speak of."""
    onsets: tuple[float, ...] = ()
    sections: tuple[Section, ...] = ()
    peaks: tuple[tuple[float, float], ...] = ()
    """Bursts of energy: (time, strength 0 to 1), in order of time."""
    clipped: float = 0.0
    """Share of samples at full scale in runs of three or more."""
    noise_db: float | None = None
    """Level of the noise between what is heard, dBFS; `None` where there is no pause to measure it in."""
    snr_db: float | None = None
    """Speech above that noise, dB."""


class Index(Frozen):
    """All that was found in one file."""

    facts: MediaFacts
    seen: Seen | None = None
    heard: Heard | None = None
    speech: str | None = None
    """The sound as a FLAC in the store, mono at 16 kHz, for whoever listens to words; `None` where there is none."""
