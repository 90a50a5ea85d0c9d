"""Artifacts: what flows between tools. Each type has a meaning, so that a planner can search over types.

Artifacts are small and travel as JSON; pictures and sound stay in the store and are named by their asset.
"""

from media.facts import MediaFacts
from media.frozen import Frozen
from media.subjects import Shot
from media.subtitles import Cue
from media.timeline import Timeline
from media.transcription.transcript import Transcript


class Source(Frozen):
    """A file the user gave, probed."""

    facts: MediaFacts


class SourceVideo(Source):
    """A video from the user."""


class SourceImage(Source):
    """A still picture from the user."""


class SourceAudio(Source):
    """A sound file from the user."""


class SideVideo(Source):
    """A video beside the material."""


class SideImage(Source):
    """A still picture beside the material."""


class SideAudio(Source):
    """A sound beside the material."""


class Music(Source):
    """A track to be heard under something else."""


class Inset(Source):
    """A picture, or a video, to be laid over another."""


class Clips(Frozen):
    """All videos and pictures that were given, in order."""

    files: tuple[MediaFacts, ...]


class Footage(Clips):
    """All that was given to be seen, as material to look through; one file is enough."""


class Surveyed(Frozen):
    """One file that was looked through and listened to."""

    facts: MediaFacts
    index: str
    """Asset of its `media.senses.index.Index`, as JSON."""


class Survey(Frozen):
    """What is seen and heard in the material, file by file."""

    files: tuple[Surveyed, ...]


class Transcripts(Frozen):
    """What is said in the material: one transcript for each file in which somebody was understood."""

    files: tuple[Transcript, ...]


class MaterialBank(Frozen):
    """All that is known of the material: what is seen, heard and said."""

    files: tuple[Surveyed, ...]
    transcripts: tuple[Transcript, ...] = ()


class PlannedShot(Frozen):
    """A stretch of a source that a storyboard shows."""

    asset: str
    """The source."""
    start: float
    """Seconds of the source; 0 for a still picture."""
    duration: float
    query: str = ""
    """What it was looked for by."""
    score: float = 1.0
    """How much of that it shows, 0 to 1."""
    why: tuple[str, ...] = ()
    """What speaks for it: `said`, `written`, `pictured`, and names of facts of `media.bank.facts`."""


class ShotList(Frozen):
    """Shots in the order in which they are seen, together exactly as long as asked."""

    shots: tuple[PlannedShot, ...]
    unmet: tuple[str, ...] = ()
    """Queries for which the material has nothing that surely fits; what comes nearest stands in for it."""

    @property
    def duration(self) -> float:
        """Length of all shots together, seconds."""
        return sum(shot.duration for shot in self.shots)


class Passage(Frozen):
    """A stretch of the material that an answer quotes or points to."""

    text: str
    start: float | None = None
    """Seconds of the source; `None` for what has no time (a script, a fact about the whole)."""
    end: float | None = None
    asset: str = ""
    """The source."""
    said: bool = True
    """Whether the text is what is said there, word for word; else it describes what is there."""


class Answer(Frozen):
    """Something told in words; the bot puts it into a sentence in the user's language."""

    code: str
    """What kind of answer it is (`answer-found`, `answer-not-there`, `summary`, `chapters`, …), a stable code."""
    text: str = ""
    """Words of its own, where they were written or drawn from the material; times in it stand in `passages`."""
    passages: tuple[Passage, ...] = ()
    """What it rests on, in the order to be shown."""
    language: str | None = None
    """Language of its words."""
    rough: bool = False
    """Whether what was said was understood by an engine that errs often."""


class SourceSubtitle(Source):
    """A timed subtitle file from the user."""


class SecondSubtitle(Source):
    """A second subtitle file, which says the same in another language."""


class SourceText(Source):
    """A plain text file from the user."""


class Words(Frozen):
    """Words to be performed as they are."""

    text: str


class Cues(Frozen):
    """What is said when, in seconds of the source."""

    cues: tuple[Cue, ...]
    of: dict[str, tuple[Cue, ...]] = {}
    """The cues of each source by its asset, where there are several; a source that is not among them has none."""

    def cues_of(self, asset: str) -> tuple[Cue, ...]:
        """What is said in a source."""
        return self.of.get(asset, ()) if self.of else self.cues


class Moment(Frozen):
    """The stretch of a source worth showing, in seconds of the source."""

    start: float
    end: float
    peak: float
    """Where it is strongest."""
    focus: tuple[float, float] | None = None
    """Point of interest in the picture, 0 to 1 from the top left."""
    cues: tuple[str, ...] = ()
    """What marks it: codes such as `loud`, `motion`, `face`."""


class Subjects(Frozen):
    """What a crop of a source must keep, shot by shot."""

    asset: str
    """The source."""
    shots: tuple[Shot, ...]


class Joke(Frozen):
    """Two lines of a meme."""

    top: str
    bottom: str


class Narration(Frozen):
    """Spoken words as a sound file."""

    facts: MediaFacts

    @property
    def duration(self) -> float:
        """Length in seconds."""
        return self.facts.duration or 0.0


class File(Frozen):
    """A finished file, ready to be delivered."""

    asset: str
    suffix: str
    """Ending of its name, with the dot."""
    content_type: str
    size_bytes: int
    width: int | None = None
    height: int | None = None
    duration: float | None = None
    lufs: float | None = None
    """Measured integrated loudness; `None` when there is nothing to hear."""
    true_peak: float | None = None
    """Measured true peak, dBTP."""
    copied: bool = False
    """Whether coded pictures were copied from a source, where nothing is done to them."""
    thumbnail: str | None = None
    """Asset of a small JPEG."""


class VideoFile(File):
    """A finished video."""


class ImageFile(File):
    """A finished picture."""


class AudioFile(File):
    """A finished sound."""


class AnimationFile(File):
    """A finished animation that repeats for ever, without sound."""


class SubtitleFile(File):
    """Finished subtitles."""


class TextFile(File):
    """A finished text (Markdown)."""


class Covers(Frozen):
    """Pictures chosen to stand for a film, the best first."""

    files: tuple[ImageFile, ...]


class ArchiveFile(File):
    """Several finished files in one `.zip`."""


class ProjectFile(File):
    """The timeline for another editor."""


Artifact = (
    SourceVideo
    | SourceImage
    | SourceAudio
    | SideVideo
    | SideImage
    | SideAudio
    | Music
    | Inset
    | Clips
    | Footage
    | Survey
    | Transcripts
    | MaterialBank
    | ShotList
    | Answer
    | SourceSubtitle
    | SecondSubtitle
    | SourceText
    | Words
    | Cues
    | Moment
    | Subjects
    | Joke
    | Narration
    | Timeline
    | VideoFile
    | ImageFile
    | AudioFile
    | AnimationFile
    | SubtitleFile
    | TextFile
    | Covers
    | ArchiveFile
    | ProjectFile
)
