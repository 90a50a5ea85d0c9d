"""Intents: how much of what people write is read right, and how quickly.

`python -m benchmarks.intents [FILE…] [--misses]`. Files hold JSON lines: `id`, `lang`, `text`, `attach` or `reply_to`, and what a
right reading has: `goals` in their order, `params` of all goals in one object, `missing`, `edit`. Without a file the wishes of
`tests/agent_core/wishes/` (seen while the grammar was built) and of `benchmarks/wishes/` (kept out of sight) are measured. Of the
latter only totals and rates are ever printed, so that they stay what they are; `--misses` shows those of other files.
"""

import argparse
import json
import sys
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import mean, median

from pydantic import JsonValue

from agent_core.agent import LanguageHints
from agent_core.errors import AgentError
from agent_core.grammar.lexicon import lexicon
from agent_core.grammar.understanding import read
from agent_core.intents import Intent
from agent_core.languages import LANGUAGES
from agent_core.messages import AttachmentKind
from media.frozen import Frozen

ROOT = Path(__file__).parent
SEEN = ROOT.parent / "tests" / "agent_core" / "wishes"
UNSEEN = ROOT / "wishes"
GOALS, PARAMS, MILLISECONDS = 0.96, 0.95, 5.0
"""What the wishes kept out of sight are held to, per language."""
_NEAR = 0.011


class Expected(Frozen):
    """One wish and its right reading."""

    id: str
    lang: str
    text: str
    attach: tuple[AttachmentKind, ...] = ()
    reply_to: str | None = None
    goals: tuple[str, ...]
    params: dict[str, JsonValue] = {}
    missing: tuple[str, ...] = ()
    edit: dict[str, JsonValue] = {}


@dataclass(frozen=True)
class Result:
    """How one wish was read."""

    expected: Expected
    goals: tuple[str, ...]
    language: str | None
    values: dict[str, JsonValue]
    """Params of all goals, and changes as `edit.NAME`."""
    missing: tuple[str, ...]
    seconds: float

    @property
    def wanted(self) -> dict[str, JsonValue]:
        """What `values` should be."""
        return {**self.expected.params, **{f"edit.{name}": value for name, value in self.expected.edit.items()}}

    @property
    def right_goals(self) -> bool:
        return self.goals == self.expected.goals

    @property
    def right_params(self) -> int:
        return sum(name in self.values and same(self.values[name], value) for name, value in self.wanted.items())

    @property
    def surplus(self) -> list[str]:
        """Values that nobody named; a question always has its words."""
        return [name for name in self.values if name not in self.wanted and name != "question"]

    @property
    def right_missing(self) -> bool:
        return sorted(self.missing) == sorted(self.expected.missing)

    @property
    def exact(self) -> bool:
        """All of it right."""
        whole = self.right_params == len(self.wanted) and not self.surplus and self.right_missing
        return self.right_goals and self.language == self.expected.lang and whole


@dataclass
class Score:
    """Many results of one kind."""

    results: list[Result] = field(default_factory=list[Result])

    @property
    def goals(self) -> float:
        return self._share(sum(result.right_goals for result in self.results))

    @property
    def params(self) -> float:
        wanted = sum(len(result.wanted) for result in self.results)
        return sum(result.right_params for result in self.results) / wanted if wanted else 1.0

    @property
    def milliseconds(self) -> float:
        """Mean; the first wishes of a process pay for the phrases that they are the first to need."""
        return 1000 * mean(result.seconds for result in self.results)

    def told(self, name: str) -> str:
        """A line of the report."""
        surplus = sum(len(result.surplus) for result in self.results)
        language = self._share(sum(result.language == result.expected.lang for result in self.results))
        lacking = self._share(sum(result.right_missing for result in self.results))
        edits = [result for result in self.results if result.expected.edit]
        edited = sum(all(self._has(result, key, value) for key, value in result.expected.edit.items()) for result in edits)
        exact = self._share(sum(result.exact for result in self.results))
        return (
            f"{name:<14} {len(self.results):>4} wishes: goals {self.goals:6.1%}  params {self.params:6.1%}  surplus {surplus:>3}"
            f"  language {language:6.1%}  missing {lacking:6.1%}  edit {edited}/{len(edits)}  exact {exact:6.1%}"
            f"  {self.milliseconds:.1f} ms, median {1000 * median(result.seconds for result in self.results):.1f}"
        )

    @staticmethod
    def _has(result: Result, key: str, value: JsonValue) -> bool:
        return f"edit.{key}" in result.values and same(result.values[f"edit.{key}"], value)

    def _share(self, count: int) -> float:
        return count / len(self.results)


def same(got: JsonValue, wanted: JsonValue) -> bool:
    """Whether two values mean the same: numbers to a hundredth, words without the space around them."""
    if isinstance(got, bool) or isinstance(wanted, bool):
        return got is wanted
    if isinstance(got, int | float) and isinstance(wanted, int | float):
        return abs(got - wanted) < _NEAR
    if isinstance(got, list) and isinstance(wanted, list):
        return len(got) == len(wanted) and all(same(one, other) for one, other in zip(got, wanted, strict=True))
    if isinstance(got, str) and isinstance(wanted, str):
        return got.strip() == wanted.strip()
    return got == wanted


def measured(expected: Expected) -> Result:
    """Read one wish."""
    began = time.perf_counter()
    intent: Intent | None = None
    language: object = None
    goals: tuple[str, ...] = ()
    try:
        intent = read(expected.text, kinds=expected.attach, languages=LanguageHints(), replied_to=expected.reply_to)
    except AgentError as error:
        language, goals = error.values.get("language"), (error.code,)
    spent = time.perf_counter() - began
    if intent is None:
        return Result(expected, goals, str(language), {}, (), spent)
    params = {name: value for goal in intent.goals for name, value in goal.params.items()}
    edit = {f"edit.{name}": value for name, value in intent.edit.items()}
    names = tuple(goal.capability for goal in intent.goals)
    return Result(expected, names, intent.language, {**params, **edit}, intent.missing, spent)


def wishes(file: Path) -> list[Expected]:
    """The wishes of a file. Raises `ValueError` for a line that is none."""
    lines = file.read_text("utf-8").splitlines()
    return [Expected.model_validate(json.loads(line)) for line in lines if line.strip()]


def by_language(results: Sequence[Result]) -> dict[str, Score]:
    """Results by the language that the wish is in."""
    found: dict[str, Score] = {}
    for result in results:
        found.setdefault(result.expected.lang, Score()).results.append(result)
    return found


def rates(results: Sequence[Result]) -> Iterator[str]:
    """Right goals per capability, worst first; a wish of several goals counts for each."""
    asked, right = Counter[str](), Counter[str]()
    for result in results:
        for name in set(result.expected.goals):
            asked[name] += 1
            right[name] += result.right_goals
    for name in sorted(asked, key=lambda name: (right[name] / asked[name], name)):
        yield f"{name} {right[name]}/{asked[name]}"


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and tell; 0 when the wishes kept out of sight are read as well as they must be."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.intents", description=__doc__)
    parser.add_argument("files", nargs="*", type=Path)
    parser.add_argument("--misses", action="store_true", help="show what was read wrong, but for wishes kept out of sight")
    options = parser.parse_args(arguments)
    for language in LANGUAGES:
        lexicon(language)
    files = options.files or [*sorted(SEEN.glob("*.jsonl")), *sorted(UNSEEN.glob("*.jsonl"))]
    results = {file: [measured(wish) for wish in wishes(file)] for file in files}
    hidden = {file: found for file, found in results.items() if _is_hidden(file)}
    open_ = {file: found for file, found in results.items() if not _is_hidden(file)}
    _tell("seen", open_, show=options.misses)
    _tell("unseen", hidden, show=False)
    kept = by_language([result for found in hidden.values() for result in found])
    return 0 if all(_good(score) for score in kept.values()) else 1


def _is_hidden(file: Path) -> bool:
    return file.resolve().is_relative_to(UNSEEN.resolve())


def _good(score: Score) -> bool:
    return score.goals >= GOALS and score.params >= PARAMS and score.milliseconds < MILLISECONDS


def _tell(name: str, results: Mapping[Path, Sequence[Result]], *, show: bool) -> None:
    every = [result for found in results.values() for result in found]
    if not every:
        return
    for language, score in by_language(every).items():
        print(score.told(f"{name} {language}"))
    print(Score(every).told(f"{name} all"))
    print(f"goals by capability ({name}), worst first: {', '.join(rates(every))}")
    for result in (result for result in every if show and not result.exact):
        wish = result.expected
        print(f"\n{wish.id} {'+'.join(wish.attach) or wish.reply_to or '-'} {wish.text}")
        print(f"  want {wish.lang} {list(wish.goals)} {result.wanted} {list(wish.missing)}")
        print(f"  got  {result.language} {list(result.goals)} {result.values} {list(result.missing)}")


if __name__ == "__main__":
    sys.exit(main())
