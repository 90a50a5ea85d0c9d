"""The gallery's examples: one for each capability, understood as such; its page and its table."""

from pathlib import Path

import pytest

from agent_core.agent import LanguageHints
from agent_core.catalogue.listing import built
from agent_core.grammar.understanding import understand
from agent_core.messages import AttachmentKind
from benchmarks.gallery.checks import Check
from benchmarks.gallery.example import Example, examples
from benchmarks.gallery.page import Entry, table, write_page
from benchmarks.gallery.stage import Told

pytestmark = pytest.mark.unit

_KINDS: dict[str, AttachmentKind] = {".mp4": "video", ".wav": "audio", ".png": "image", ".srt": "subtitle"}


def test_every_capability_that_works_has_an_example() -> None:
    assert set(built()) == {example.capability for example in examples()}
    assert {example.language for example in examples()} == {"en", "zh", "vi"}
    assert len({example.name for example in examples()}) == len(examples())


@pytest.mark.parametrize("example", [one for one in examples() if not one.after], ids=lambda one: one.name)
def test_an_example_is_understood_as_its_capability(example: Example) -> None:
    kinds = [_KINDS[Path(name).suffix] for name in example.files]
    found = understand(example.text, kinds=kinds, languages=LanguageHints(locale=example.language))
    assert example.capability in [goal.capability for goal in found.goals] and found.language == example.language


def test_the_page_and_the_table_show_what_failed(tmp_path: Path) -> None:
    example = examples()[0]
    failed = Check(name="duration", found="3 s", wanted="5 s <", passed=False)
    told = Told(kind="result", text="Here <you> go", files=("a.mp4", "b.wav"))
    entry = Entry(example=example, told=told, checks=(failed,))
    assert not entry.passed
    write_page([entry], tmp_path / "index.html", "0 of 1")
    page = (tmp_path / "index.html").read_text(encoding="utf-8")
    assert "5 s &lt;" in page and "Here &lt;you&gt; go" in page and '<video controls preload="metadata" src="a.mp4">' in page
    rows = table([entry]).splitlines()
    assert len(rows) == len(built()) + 2 and all(row.count("|") >= 6 for row in rows)
    assert sum("✗" in row for row in rows) == 1 and sum("✓" in row for row in rows) == 0
