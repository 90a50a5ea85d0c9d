"""Answers in words, as the chat shows them: quotes and moments with their times, chapters, shots, summaries."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import cast

from pydantic import JsonValue

from agent_core.messages import Delivery, Note, Template
from bot.localization import Localization
from bot.platform import Button

CLIP = "clip"
"""What is asked for by a button that shows a moment."""
_KEY, _FILES = "answers", "files"
"""Names among the values of a note: the answers, and what the files are called where there are several."""
_ROWS = {"summary": "answer-point", "chapters": "answer-chapter", "description": "answer-shot"}
"""How passages are shown, by the code of their answer; others are quoted."""
_SHOWN = ("answer-found", "moments-found")
"""Answers whose moments have a button each."""
_BUTTONS = 3
_CITED = re.compile(r"\s*\[(\d+)\]")

Answer = Mapping[str, JsonValue]


def of(note: Note) -> list[Answer]:
    """The answers that a note tells."""
    return _maps(note.values.get(_KEY))


def bare(note: Note) -> Note:
    """The note without its answers, for the sentence above them."""
    return note.model_copy(update={"values": {name: value for name, value in note.values.items() if name not in (_KEY, _FILES)}})


def told(words: Localization, row: Delivery) -> Iterator[str]:
    """The answers of a note, line by line."""
    for answer in of(row.note):
        yield from _told(words, row, answer)


def moments(note: Note) -> list[Answer]:
    """The passages that have a time, in the order in which they are shown."""
    return [passage for answer in of(note) for passage in _maps(answer.get("passages")) if passage.get("start") is not None]


def clip(action: str) -> Template | None:
    """What a button asks for that shows a moment as a clip, or `None` for another button."""
    name, _, number = action.partition(".")
    return Template(capability=CLIP, params={"moment": int(number)}) if name == CLIP and number.isdecimal() else None


def buttons(words: Localization, row: Delivery) -> list[Button]:
    """A button for each of the first moments: it shows that moment."""
    if not any(answer.get("code") in _SHOWN for answer in of(row.note)):
        return []
    subject, found = row.revision or row.job, moments(row.note)[:_BUTTONS]
    labels = [words.say(row.language, "answer-clip", {"time": clock(passage["start"])}) for passage in found]
    return [Button(label, f"act:{CLIP}.{number}:{subject}") for number, label in enumerate(labels, 1)]


def jumps(note: Note) -> list[dict[str, JsonValue]]:
    """Where the times in the words lead, for a page that can go there: what is shown, seconds, and the file."""
    found: dict[tuple[str, JsonValue], dict[str, JsonValue]] = {}
    for passage in moments(note):
        for end in ("start", "end"):
            time = passage.get(end)
            if time is not None:
                told = {"label": clock(time), "time": time, "asset": passage.get("asset")}
                found.setdefault((clock(time), passage.get("asset")), told)
    return [*found.values()]


def clock(seconds: JsonValue) -> str:
    """A time of the material: `0:42`, `1:02:03`."""
    whole = int(seconds) if isinstance(seconds, int | float) else 0
    hours, rest = divmod(whole, 3600)
    return f"{hours}:{rest // 60:02}:{rest % 60:02}" if hours else f"{rest // 60}:{rest % 60:02}"


def within(words: Localization, row: Delivery, text: str, limit: int) -> str:
    """As many whole lines of a long answer as fit above its file."""
    foot = words.say(row.language, "answer-more")
    kept: list[str] = []
    for line in text.split("\n"):
        if sum(map(len, kept)) + len(kept) + len(line) + len(foot) + 1 > limit:
            break
        kept.append(line)
    return "\n".join([*kept, foot]) if kept else foot


def _told(words: Localization, row: Delivery, answer: Answer) -> Iterator[str]:
    code, passages = str(answer.get("code")), _maps(answer.get("passages"))
    language = str(answer.get("language") or row.language)
    yield words.say(row.language, f"result-{code}", {"language": language})
    text = _text(str(answer.get("text") or ""), passages)
    if text:
        yield text
    if not text or code in ("answer-found", "description"):
        for number, passage in enumerate(passages, 1):
            yield _line(words, row, _ROWS.get(code, "answer-quote"), number, passage)
    if answer.get("rough") and passages:
        yield words.say(row.language, "answer-rough")


def _line(words: Localization, row: Delivery, key: str, number: int, passage: Answer) -> str:
    text, start, end = str(passage.get("text")), passage.get("start"), passage.get("end")
    if key == "answer-quote" and not passage.get("said"):
        key = "answer-shown"
    if start is None:
        return words.say(row.language, f"{key}-untimed", {"n": number, "text": text})
    names = row.note.values.get(_FILES)
    file = names.get(str(passage.get("asset"))) if isinstance(names, dict) else None
    time = words.say(row.language, "answer-time-in", {"time": clock(start), "name": str(file)}) if file else clock(start)
    return words.say(row.language, key, {"n": number, "text": text, "time": time, "end": clock(end)})


def _text(text: str, passages: Sequence[Answer]) -> str:
    """Words of an answer's own, their citations as times."""

    def timed(found: re.Match[str]) -> str:
        place = int(found[1]) - 1
        start = passages[place].get("start") if 0 <= place < len(passages) else None
        return "" if start is None else f" ({clock(start)})"

    return _CITED.sub(timed, text).strip()


def _maps(value: JsonValue) -> list[Answer]:
    return [cast(Answer, each) for each in value if isinstance(each, dict)] if isinstance(value, list) else []
