"""`cutroom doctor` tells the truth: what was found, what is merely set, and what would unlock the rest."""

import pytest

from agent_core.languages import LANGUAGES, Language
from agent_core.messages import Engine
from bot.doctor import report
from bot.localization import Localization
from bot.settings import BotSettings

pytestmark = pytest.mark.unit

ENGINES = [
    Engine(port="planner", name="grammar", found=True, languages=LANGUAGES),
    Engine(port="planner", name="anthropic:claude-haiku-5-5", found=True),
    Engine(port="writer", name="openai:gpt-6-luna", found=False, unlock="OPENAI_API_KEY"),
    Engine(port="key", name="anthropic", found=True),
    Engine(port="encoder", name="libx264", found=True, detail="n9"),
    Engine(port="transcriber", name="faster-whisper", found=False),
]


def rows(language: Language) -> dict[str, str]:
    text = report(ENGINES, BotSettings(telegram_token="", discord_token=""), language, Localization())
    return {line[4:].split("  ")[0].strip(): line for line in text.splitlines() if line.startswith(("  ✓", "  –"))}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_model_that_is_set_is_not_said_to_work(language: Language) -> None:
    untried = Localization().say(language, "doctor-untried")
    found = rows(language)
    planner = next(line for line in found.values() if "claude-haiku" in line)
    assert untried in planner and untried in found["key: anthropic"]
    assert untried not in found["planner: grammar"] and "n9" in found["encoder: libx264"]
    missing = next(line for line in found.values() if "gpt-6-luna" in line)
    assert missing.startswith("  –") and "OPENAI_API_KEY" in missing and untried not in missing
    deaf = next(line for line in found.values() if "faster-whisper" in line)
    assert deaf.startswith("  –") and Localization().say(language, "doctor-not-yet") in deaf
