"""Intents travel: they are frozen data, JSON both ways."""

import pytest
from pydantic import ValidationError

from agent_core.intents import Goal, ImplicitGoal, Intent

pytestmark = pytest.mark.unit


def test_an_intent_survives_the_wire():
    intent = Intent(
        language="vi",
        goals=(Goal(capability="meme", params={"top_text": "3 giờ sáng", "caption_size": 1.5}),),
        implicit=(ImplicitGoal(capability="reframe", params={"aspect": "9:16"}, reason="platform"),),
        missing=("video",),
        edit={"also": ["subtitle"]},
        confidence=0.6,
    )
    assert Intent.model_validate_json(intent.model_dump_json()) == intent


def test_an_intent_does_not_change():
    intent = Intent(language="en", goals=())
    with pytest.raises(ValidationError):
        intent.language = "zh"
