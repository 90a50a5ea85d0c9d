"""Options of the slash commands: every capability's, built or not, as Discord takes them and as the catalogue reads them."""

from typing import Any

import discord
import pytest
from discord import app_commands

from agent_core.catalogue.capability import Capability, Param
from agent_core.catalogue.listing import capabilities
from agent_core.catalogue.values import valid_params
from agent_core.languages import LANGUAGES
from bot.discord import commands, options, wording
from bot.discord.traditional import traditional
from bot.localization import Localization
from tests.bot.discord import strict

pytestmark = pytest.mark.unit
words = Localization()
ALL = [row for row in capabilities().values() if row.group != "revisions"]
SAMPLES = {
    "text": ["hello"],
    "number": [2.5],
    "count": [3],
    "seconds": ["1:30", "90", "-5"],
    "length": [12.0],
    "factor": [0.5],
    "flag": [True],
    "ranges": ["0:10-0:20, 1:00 – 1:05"],
    "lines": ["one; two"],
    "aspect": ["9:16", "TikTok", "抖音"],
    "color": ["yellow", "#ffcc00", "vàng", "红色"],
}


class _Nobody:
    """Handles nothing; commands are only looked at."""

    def __getattr__(self, name: str) -> Any:
        raise AssertionError(name)


async def registered(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """What Discord would be told if everything were built."""
    monkeypatch.setattr(commands, "built", capabilities)
    client = discord.Client(intents=discord.Intents.none())
    tree = commands.tree(client, words, _Nobody())  # type: ignore[arg-type]
    translator = wording.Translator()
    return [await command.get_translated_payload(tree, translator) for command in tree.get_commands(type=None)]


async def test_discord_takes_every_command_there_may_ever_be(monkeypatch: pytest.MonkeyPatch) -> None:
    payload = await registered(monkeypatch)
    strict.commands(payload)
    slash = [row for row in payload if row["type"] == 1]
    assert {row["name"] for row in slash} == {row.name for row in ALL} | {"preset"}
    assert [row["name"] for row in payload if row["type"] == 3] == [
        "Make a meme",
        "Summarize",
        "Subtitle",
        "Save as preset",
    ]


async def test_everything_is_said_in_chinese_and_vietnamese(monkeypatch: pytest.MonkeyPatch) -> None:
    for row in await registered(monkeypatch):
        _spoken(row, "name", row["name"])
        for option in _every_option(row):
            _spoken(option, "description", f"{row['name']} {option['name']}")
            _spoken(option, "name", f"{row['name']} {option['name']}")
            for choice in option.get("choices", []):
                _spoken(choice, "name", f"{row['name']} {option['name']} {choice['value']}")


def _every_option(row: dict[str, Any]) -> list[dict[str, Any]]:
    return [part for option in row.get("options", []) for part in (option, *_every_option(option))]


_SAME_EVERYWHERE = {"gif", "GIF", "meme", "preset", "denoise", "Video", "Instagram"}


def _spoken(row: dict[str, Any], key: str, where: str) -> None:
    said = row.get(f"{key}_localizations") or {}
    assert row["name"] in _SAME_EVERYWHERE or set(said) == {"zh-CN", "zh-TW", "vi"}, where
    assert all(text != row[key] for text in said.values()) or row["name"] in _SAME_EVERYWHERE, where


@pytest.mark.parametrize("capability", ALL, ids=lambda row: row.name)
def test_what_discord_hands_over_the_catalogue_takes(capability: Capability) -> None:
    offered = {option.name: option for option in options.options(capability, words)}
    assert {param.name for param in capability.params} <= set(offered)
    for param in capability.params:
        option = offered[param.name]
        assert option.required == param.required
        for value in _values(option, param):
            valid = valid_params(capability, {param.name: option.read(value)})
            assert param.name in valid, (param, value)


def _values(option: options.Option, param: Param) -> list[Any]:
    return [choice.value for choice in option.choices] or SAMPLES[param.type]


def test_readings() -> None:
    read = {option.name: option.read for row in ALL for option in options.options(row, words)}
    assert read["remove"]("0:10-0:20，1:00～1:05") == [["0:10", "0:20"], ["1:00", "1:05"]]
    assert read["remove"]("the beginning") == "the beginning"
    subtitle = {option.name: option for option in options.options(capabilities()["subtitle"], words)}
    assert [choice.value for choice in subtitle["language"].choices][:4] == ["en", "zh", "vi", "en,zh"]
    assert subtitle["language"].read("zh,en") == ["zh", "en"]
    assert subtitle["language"].read("vi") == "vi"
    crosstalk = {option.name: option.read for option in options.options(capabilities()["crosstalk"], words)}
    assert crosstalk["voices"]("female； male") == ["female", "male"]


def test_files_are_offered_by_what_is_needed() -> None:
    def files(name: str) -> list[str]:
        return [option.name for option in options.options(capabilities()[name], words) if option.name in options.FILES]

    assert files("meme") == ["file"]
    assert files("subtitle") == ["file", "second_file"]
    assert files("concat") == list(options.FILES)
    assert files("help") == []


def test_bounds() -> None:
    def bounds(capability: str, name: str) -> tuple[Any, Any]:
        option = next(each for each in options.options(capabilities()[capability], words) if each.name == name)

        async def callback(interaction: discord.Interaction, **given: Any) -> None: ...

        made = app_commands.Command(name="x", description="x", callback=commands._with_options(callback, [option]))
        (parameter,) = made.parameters
        return parameter.min_value, parameter.max_value

    assert bounds("meme", "caption_size") == (0.25, 4.0)
    assert bounds("thumbnail", "count") == (1, None)
    assert bounds("meme", "duration") == (0.1, None)
    assert bounds("loudness", "lufs") == (None, None)


def test_suggestions() -> None:
    aspects = {language: wording.table(language, "aspects") for language in LANGUAGES}
    assert options.suggested(aspects["en"], "tik") == [("9:16 · Vertical: TikTok, Reels, Shorts, stories", "9:16")]
    assert [value for _, value in options.suggested(aspects["zh"], "B站")] == ["16:9"]
    assert [value for _, value in options.suggested(aspects["vi"], "")] == ["9:16", "1:1", "16:9", "4:5"]
    assert options.suggested({str(n): str(n) for n in range(90)}, "")[options.SUGGESTIONS - 1 :] == [("24", "24")]


def test_names_as_discord_wants_them() -> None:
    assert wording.as_name("Lồng tiếng") == "lồng-tiếng"
    assert wording.as_name("Đổi lời, giữ giọng") == "đổi-lời-giữ-giọng"
    assert wording.as_name("…") == ""
    assert len(wording.as_name("a very long name that goes on and on and on")) <= 32


async def test_taiwan_reads_traditional_letters(monkeypatch: pytest.MonkeyPatch) -> None:
    payload = await registered(monkeypatch)
    said = {row["name"]: row["name_localizations"]["zh-TW"] for row in payload if row["type"] == 3}
    assert said == {"Make a meme": "做成梗圖", "Summarize": "總結", "Subtitle": "加字幕", "Save as preset": "存為預設"}
    assert traditional("你只要说几分钟，放松一下") == "你只要說幾分鐘，放鬆一下"
    for row in payload:
        for part in (row, *_every_option(row)):
            texts = [(part.get(f"{key}_localizations") or {}).get("zh-TW", "") for key in ("name", "description")]
            texts += [(choice.get("name_localizations") or {}).get("zh-TW", "") for choice in part.get("choices", [])]
            "".join(texts).encode("big5hkscs")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_words_are_the_same_ones_in_every_language(language: Any) -> None:
    english, here = wording.slash_words("en"), wording.slash_words(language)
    assert {name: set(values) for name, values in here["choices"].items()} == {
        name: set(values) for name, values in english["choices"].items()
    }
    for name in ("aspects", "colors", "menus"):
        assert set(here[name]) == set(english[name])
        assert len(set(here[name].values())) == len(here[name])
    if language != "en":
        known = {option.name for row in ALL for option in options.options(row, words)} | {
            "name",
            "preset",
            "save",
            "share",
            "use",
            "delete",
            "list",
        }
        assert set(here["names"]) == known
