"""The sample's story: what is said, in three languages, and how long each scene lasts."""

from dataclasses import dataclass

LEAD = 0.5
"""Seconds of a scene before its words."""


@dataclass(frozen=True)
class Scene:
    """One scene: its name in the drawing, its words, and the seconds it holds after they are spoken."""

    name: str
    en: str
    zh: str
    vi: str
    hold: float

    def words(self, language: str) -> str:
        """The scene's words in a language."""
        return {"en": self.en, "zh": self.zh, "vi": self.vi}[language]


STORY: tuple[Scene, ...] = (
    Scene(
        "window",
        "It is midnight. The fish is alone. And Mochi has a plan.",
        "午夜十二点，鱼独自躺在盘子里，麻薯有了一个计划。",
        "Nửa đêm rồi. Con cá nằm một mình. Và Mochi đã có kế hoạch.",
        0.5,
    ),
    Scene(
        "paw",
        "Slowly. Quietly. Nobody will ever know.",
        "慢一点，轻一点，绝对不会有人发现。",
        "Từ từ thôi. Khẽ thôi. Sẽ chẳng ai biết đâu.",
        0.7,
    ),
    Scene("crash", "Oh no! The vase!", "糟了！花瓶！", "Thôi chết! Cái bình hoa!", 1.6),
    Scene(
        "morning",
        "In the morning, the fish was gone. Mochi knows nothing about it.",
        "第二天早上，鱼不见了。麻薯表示：与我无关。",
        "Sáng hôm sau, con cá biến mất. Mochi không biết gì hết nha.",
        1.2,
    ),
)


@dataclass(frozen=True)
class Placed:
    """A scene on the clock, seconds: the scene is [start, end), its words [said, heard)."""

    scene: Scene
    start: float
    said: float
    heard: float
    end: float


def place(spoken: tuple[float, ...]) -> tuple[Placed, ...]:
    """The scenes one after the other, given how long the words of each take to say."""
    placed: list[Placed] = []
    start = 0.0
    for scene, duration in zip(STORY, spoken, strict=True):
        lead = 0.9 if scene.name == "crash" else LEAD
        said = start + lead
        end = said + duration + scene.hold
        placed.append(Placed(scene, start, said, said + duration, end))
        start = end
    return tuple(placed)
