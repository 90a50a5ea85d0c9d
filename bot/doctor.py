"""`cutroom doctor`: what this installation found, what each language can do here, and what would unlock the rest."""

import argparse
import asyncio
import locale
import os
import sys
from collections.abc import Sequence

from pydantic import TypeAdapter

from agent_core.catalogue.listing import built
from agent_core.languages import DEFAULT_LANGUAGE, LANGUAGES, Language, from_locale
from agent_core.messages import Engine
from bot.localization import Localization
from bot.settings import BotSettings

_PORTS_BY_LANGUAGE = ("speaker", "transcriber", "fonts")
_UNTRIED = ("planner", "writer", "eye", "key")
_PLATFORMS = {"telegram": "CUTROOM_TELEGRAM_TOKEN", "discord": "CUTROOM_DISCORD_TOKEN"}


async def _engines() -> list[Engine]:
    """Ask the workers' side, in a process of its own: nothing heavy is imported here."""
    child = await asyncio.create_subprocess_exec(sys.executable, "-m", "workers", "engines", stdout=asyncio.subprocess.PIPE)
    printed, _ = await child.communicate()
    if child.returncode:
        raise SystemExit(child.returncode)
    return TypeAdapter(list[Engine]).validate_json(printed)


def _row(mark: bool, name: str, detail: str) -> str:
    return f"  {'✓' if mark else '–'} {name:<24} {detail}".rstrip()


def report(engines: Sequence[Engine], settings: BotSettings, language: Language, words: Localization) -> str:
    """The whole report as plain text."""
    lines = [words.say(language, "doctor-found")]
    lines += [_row(engine.found, f"{engine.port}: {engine.name}", _detail(engine, language, words)) for engine in engines]
    lines += ["", words.say(language, "doctor-platforms")]
    tokens = {"telegram": settings.telegram_token, "discord": settings.discord_token}
    for platform, setting in _PLATFORMS.items():
        unlock = "" if tokens[platform] else words.say(language, "doctor-unlock", {"how": setting})
        lines.append(_row(bool(tokens[platform]), platform, unlock))
    web = f"http://{settings.http_host}:{settings.http_port}" if settings.http_port else ""
    lines.append(_row(bool(web), "web", web))
    lines += ["", words.say(language, "doctor-languages")]
    lines += [_by_language(engines, spoken, language, words) for spoken in LANGUAGES]
    lines += ["", words.say(language, "doctor-can", {"capabilities": list(built())})]
    return "\n".join(lines)


def _detail(engine: Engine, language: Language, words: Localization) -> str:
    """What to know of an engine. Language models and their keys are not called to find out whether they work."""
    if not engine.found:
        return (
            words.say(language, "doctor-unlock", {"how": engine.unlock})
            if engine.unlock
            else words.say(language, "doctor-not-yet")
        )
    untried = engine.found and engine.port in _UNTRIED and engine.name != "grammar"
    return words.say(language, "doctor-untried") if untried else engine.detail


def _by_language(engines: Sequence[Engine], spoken: Language, language: Language, words: Localization) -> str:
    able: list[str] = []
    for port in _PORTS_BY_LANGUAGE:
        names = [engine.name for engine in engines if engine.port == port and engine.found and spoken in engine.languages]
        able.append(
            words.say(language, f"doctor-{port}", {"names": ", ".join(names)})
            if names
            else words.say(language, f"doctor-no-{port}")
        )
    return f"  {words.say(language, f'language-{spoken}')}: " + "; ".join(able)


def main(arguments: Sequence[str]) -> int:
    """Print the report."""
    parser = argparse.ArgumentParser(prog="cutroom doctor", description="Say what was found here and what would unlock the rest.")
    parser.add_argument("--lang", choices=LANGUAGES, help="language of the report")
    chosen: Language | None = parser.parse_args(arguments).lang
    language = chosen or from_locale(locale.getlocale()[0] or os.environ.get("LANG")) or DEFAULT_LANGUAGE
    print(report(asyncio.run(_engines()), BotSettings(), language, Localization()))
    return 0
