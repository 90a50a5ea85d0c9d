"""Parameters and needs that several capabilities share."""

from agent_core.catalogue.capability import Need, Param

VOICES = ("female", "male", "child", "deep", "robot", "chipmunk", "reference")
MOODS = ("happy", "chill", "epic", "sad", "tense", "funny")
PACES = ("calm", "normal", "fast")
TRANSITIONS = ("cut", "crossfade", "whip", "flash")
POSITIONS = ("top", "middle", "bottom")
CORNERS = ("top_left", "top_right", "bottom_left", "bottom_right", "center")
SUBTITLE_STYLES = ("plain", "karaoke", "bold")
MEME_STYLES = ("classic", "freeze", "zoom", "deepfry", "replay", "chipmunk", "ytpmv")

LANGUAGE = Param(name="language", type="language")
ASPECT = Param(name="aspect", type="aspect")
DURATION = Param(name="duration", type="length")
WORDS = Param(name="words", type="length")
START = Param(name="start", type="seconds")
END = Param(name="end", type="seconds")
STYLE = Param(name="style", type="text")
BRIEF = Param(name="brief", type="text")
TEXT = Param(name="text", type="text")
QUERY = Param(name="query", type="text")
COUNT = Param(name="count", type="count")
FORMAT = Param(name="format", type="text")
VOICE = Param(name="voice", type="choice", choices=VOICES)
MOOD = Param(name="mood", type="choice", choices=MOODS)
INTENSITY = Param(name="intensity", type="choice", choices=PACES)
TRANSITION = Param(name="transition", type="choice", choices=TRANSITIONS)

DRAWN = (
    Param(name="caption_size", type="factor"),
    Param(name="caption_color", type="color"),
    Param(name="caption_outline", type="color"),
    Param(name="caption_position", type="choice", choices=POSITIONS),
)
"""For everything that draws words."""

VIDEO = Need(kinds=("video",))
VIDEO_OR_AUDIO = Need(kinds=("video", "audio"))
VIDEO_OR_IMAGE = Need(kinds=("video", "image"))
AUDIO_OR_VIDEO = Need(kinds=("audio", "video"))
SCRIPT_OR_AUDIO = Need(kinds=("text", "audio"))


def welcome(*kinds: str, param: str | None = None) -> Need:
    """A need that may stay unmet."""
    return Need.model_validate({"kinds": kinds, "optional": True, "param": param})
