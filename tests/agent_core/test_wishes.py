"""Wishes of many pens, language by language: how much of what they ask for is understood."""

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from agent_core.agent import LanguageHints
from agent_core.errors import AgentError
from agent_core.grammar.understanding import read
from agent_core.languages import LANGUAGES, Language

pytestmark = pytest.mark.unit
_FREE = ("question", "query", "brief")
"""Params that hold the person's own words; a label names them only where they are quoted."""
_GOALS: dict[Language, float] = {"en": 0.98, "zh": 0.98, "vi": 0.98}
_PARAMS: dict[Language, float] = {"en": 0.97, "zh": 0.97, "vi": 0.97}


@cache
def wishes(language: Language) -> tuple[dict[str, Any], ...]:
    lines = (Path(__file__).parent / "wishes" / f"{language}.jsonl").read_text("utf-8").splitlines()
    return tuple(json.loads(line) for line in lines if line.strip())


def found(row: dict[str, Any]) -> tuple[list[str], dict[str, Any], str | None]:
    """Goals, params (those of an edit too) and language, as the grammar reads a wish."""
    try:
        intent = read(row["text"], kinds=row.get("attach", []), languages=LanguageHints(), replied_to=row.get("reply_to"))
    except AgentError as error:
        return [error.code], {}, str(error.values.get("language"))
    params = {name: value for goal in intent.goals for name, value in goal.params.items()}
    return [goal.capability for goal in intent.goals], {**params, **intent.edit}, intent.language


def wanted(row: dict[str, Any]) -> dict[str, Any]:
    return {**row.get("params", {}), **row.get("edit", {})}


@pytest.mark.parametrize("language", LANGUAGES)
def test_goals_are_those_asked_for_in_their_order(language: Language):
    missed = [row["text"] for row in wishes(language) if found(row)[0] != row["goals"]]
    assert len(missed) <= (1 - _GOALS[language]) * len(wishes(language)), missed


@pytest.mark.parametrize("language", LANGUAGES)
def test_params_are_those_stated(language: Language):
    stated = [
        (row["text"], name, value, found(row)[1].get(name)) for row in wishes(language) for name, value in wanted(row).items()
    ]
    wrong = [row for row in stated if row[2] != row[3]]
    assert len(wrong) <= (1 - _PARAMS[language]) * len(stated), wrong


@pytest.mark.parametrize("language", LANGUAGES)
def test_few_params_are_read_into_a_wish(language: Language):
    rows = wishes(language)
    extra = [(row["text"], name) for row in rows for name in found(row)[1] if name not in wanted(row) and name not in _FREE]
    assert len(extra) <= 0.02 * len(rows), extra


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_language_is_told(language: Language):
    missed = [row["text"] for row in wishes(language) if found(row)[2] != row["lang"]]
    assert len(missed) <= 0.02 * len(wishes(language)), missed
