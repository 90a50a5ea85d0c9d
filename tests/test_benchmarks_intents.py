"""The measure of readings: what counts as right, and that wishes kept out of sight stay so."""

import json
from pathlib import Path

import pytest

from benchmarks import intents
from benchmarks.intents import Expected, main, measured, same

pytestmark = pytest.mark.unit

WISH = {
    "id": "a",
    "lang": "en",
    "attach": ["video"],
    "text": "make it 1:1 please",
    "goals": ["reframe"],
    "params": {"aspect": "1:1"},
}


@pytest.mark.parametrize(
    ("got", "wanted", "right"),
    [(1.5, 1.504, True), (1, 1.2, False), (True, 1, False), ([1, 2], [1, 2.001], True), (" a", "a", True), ("a", "A", False)],
)
def test_values_are_the_same_when_they_mean_the_same(got: object, wanted: object, right: bool) -> None:
    assert same(got, wanted) is right  # pyright: ignore[reportArgumentType]


def test_a_reading_is_right_in_all_or_told_where_not() -> None:
    result = measured(Expected.model_validate(WISH))
    assert result.exact and result.right_params == 1 and result.seconds > 0
    other = measured(Expected.model_validate({**WISH, "params": {"aspect": "9:16", "fit": "blur"}}))
    assert other.right_goals and not other.exact and other.right_params == 0 and other.surplus == []
    unread = measured(Expected.model_validate({**WISH, "text": "blub blub"}))
    assert not unread.right_goals and unread.goals == ("not-understood",)


def test_only_totals_are_told_of_wishes_kept_out_of_sight(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(intents, "UNSEEN", tmp_path / "unseen")
    (tmp_path / "unseen").mkdir()
    wrong = {**WISH, "goals": ["meme"], "text": "make it 1:1 with the hippopotamus"}
    files = [tmp_path / "unseen" / "en.jsonl", tmp_path / "seen.jsonl"]
    for file, text in zip(files, ("hippopotamus", "rhinoceros"), strict=True):
        file.write_text(json.dumps({**wrong, "text": wrong["text"].replace("hippopotamus", text)}) + "\n")
    assert main(["--misses", *map(str, files)]) == 1
    told = capsys.readouterr().out
    assert "hippopotamus" not in told and "rhinoceros" in told
    assert "unseen en" in told and "meme 0/1" in told


def test_good_readings_end_well(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(intents, "UNSEEN", tmp_path)
    monkeypatch.setattr(intents, "MILLISECONDS", 1000.0)
    (tmp_path / "en.jsonl").write_text(json.dumps(WISH) + "\n\n")
    assert main([str(tmp_path / "en.jsonl")]) == 0
    assert "goals 100.0%  params 100.0%" in capsys.readouterr().out
