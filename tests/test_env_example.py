"""`.env.example` names every setting, and no other."""

import re
from itertools import pairwise
from pathlib import Path

import pytest
from pydantic_settings import BaseSettings

from agent_core.settings import AgentSettings
from bot.settings import BotSettings
from media.settings import MediaSettings
from workers.settings import WorkerSettings

pytestmark = pytest.mark.unit
SECTIONS: tuple[type[BaseSettings], ...] = (BotSettings, WorkerSettings, AgentSettings, MediaSettings)


def _keys(section: type[BaseSettings]) -> set[str]:
    prefix = section.model_config.get("env_prefix", "")
    return {str(field.validation_alias or f"{prefix}{name}").upper() for name, field in section.model_fields.items()}


def test_every_key_has_its_line_with_a_reason_and_no_value() -> None:
    lines = Path(__file__).parents[1].joinpath(".env.example").read_text(encoding="utf-8").splitlines()
    found: dict[str, str] = {}
    for before, line in pairwise(lines):
        if key := re.match(r"#? ?([A-Z][A-Z0-9_]*)=", line):
            assert key[1] not in found, f"{key[1]} stands twice"
            found[key[1]] = before
    wanted = set().union(*map(_keys, SECTIONS))
    assert set(found) == wanted
    for key, reason in found.items():
        assert reason.startswith("# "), f"{key} has no line of why above it"


def test_every_setting_says_what_it_is() -> None:
    for section in SECTIONS:
        text = Path(__import__(section.__module__, fromlist=["_"]).__file__).read_text(encoding="utf-8")
        for name in section.model_fields:
            assert re.search(rf'^    {name}: .*\n(?:.*\n)*?    """', text, re.MULTILINE), f"{section.__name__}.{name}"
