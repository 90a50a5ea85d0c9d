"""What the workers say as messages: sentences, buttons, links, help."""

from collections.abc import AsyncIterator
from unittest.mock import Mock

import pytest

from agent_core.catalogue.listing import built, capabilities
from agent_core.languages import LANGUAGES, Language
from agent_core.messages import Action, Delivery, Note, Option, Progress, Question
from bot import replies
from bot.localization import Localization
from tests.bot.conftest import incoming

pytestmark = pytest.mark.unit

words = Localization()


async def _nothing(asset: str) -> AsyncIterator[bytes]:
    yield asset.encode()


def _row(**values: object) -> Delivery:
    fields = {"id": "d", "job": "j" * 32, "kind": "result", "origin": incoming().origin, "language": "en", "nonce": "n"}
    return Delivery.model_validate(fields | {"note": Note(code="done")} | values)


def _progress(**values: object) -> Progress:
    return Progress.model_validate({"cursor": "1", "job": "j" * 32, "state": "running", "language": "en"} | values)


@pytest.mark.parametrize(
    ("values", "text"),
    [
        ({"state": "queued", "queue_place": 0}, "⏳ You’re next."),
        ({"state": "queued", "queue_place": 1}, "⏳ In the queue, one job ahead of you."),
        ({"stage": "speak", "fraction": 0.42, "time_left": 75.0}, "🎬 Recording the voice · 42% · about 1 min 15 s left"),
        ({"stage": "render", "fraction": 1.0}, "🎬 Rendering · 99%"),
        ({"state": "checked", "stage": "check", "fraction": 0.9, "language": "zh"}, "🎬 检查成品 · 90%"),
        ({"state": "delivering", "language": "vi"}, "📦 Xong rồi, mình đang gửi cho bạn…"),
    ],
)
def test_status(values: dict[str, object], text: str) -> None:
    message = replies.status(words, _progress(**values), 9.0)
    assert message.text == text
    assert [b.value for row in message.buttons for b in row] == [f"cancel:{'j' * 32}"]


def test_a_final_status_has_no_button_and_says_how_long_it_took() -> None:
    message = replies.status(words, _progress(state="delivered", language="vi"), 83.0)
    assert (message.text, message.buttons, message.fraction, message.took) == ("✅ Xong rồi, mất 1 phút 23 giây.", (), 1.0, 83.0)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_action_has_a_short_button_that_fits(language: Language) -> None:
    actions: tuple[Action, ...] = ("undo", "redo", "retry", "smaller_text", "bigger_text", "vertical", "captions", "shorter")
    message = replies.delivery(words, _row(actions=actions, revision="r" * 40, language=language), _nothing)
    buttons = [button for row in message.buttons for button in row]
    assert len(buttons) == len(actions) and max(map(len, message.buttons)) <= 3
    assert len({button.label for button in buttons}) == len(actions)
    for action, button in zip(actions, buttons, strict=True):
        assert len(button.value.encode()) <= 64 and len(button.label) <= 24
        template = replies.action_template(button.value.split(":")[1])
        assert template is not None and template.capability in capabilities()
        known = capabilities()[template.capability]
        assert all(known.param(name) for name in template.params), action


def test_a_question_has_its_options_as_buttons() -> None:
    options = (Option(value="zh", label="language-zh"), Option(value="other", label="Other"))
    question = Question(note=Note(code="ask-video"), options=options)
    message = replies.delivery(words, _row(kind="question", note=question.note, question=question), _nothing)
    buttons = [[(button.label, button.value) for button in row] for row in message.buttons]
    assert buttons == [[("Chinese", f"ans:{'j' * 32}:zh")], [("other", f"ans:{'j' * 32}:other")]]
    assert message.kind == "question" and message.text.startswith("Happy to!")


@pytest.mark.parametrize("language", LANGUAGES)
def test_help_tells_what_works_with_examples(language: Language) -> None:
    text = replies.delivery(words, _row(note=Note(code="help"), language=language), _nothing).text
    lines = text.splitlines()
    shown = [name for name, row in built().items() if row.group != "revisions" and name != "help"]
    assert len(lines) == len(shown) + 2
    assert all(line.startswith("• ") and len(line) > 8 for line in lines[1:-1])
    assert not any(unbuilt in text for unbuilt in set(capabilities()) - set(built()) if "_" in unbuilt)


def test_long_words_are_cut_at_a_words_end() -> None:
    assert replies.clip("one two three", 13) == "one two three"
    assert replies.clip("one two three four", 16) == "one two three…"
    assert replies.clip("字" * 50, 10) == "字" * 9 + "…"


def test_a_code_without_a_sentence_is_logged_and_excused(monkeypatch: pytest.MonkeyPatch) -> None:
    log = Mock()
    monkeypatch.setattr(replies, "log", log)
    assert replies.sentence(words, "en", "error", Note(code="never-heard-of")).startswith("Sorry")
    assert replies.sentence(words, "zh", "result", Note(code="never-heard-of")) == "做好啦！"
    assert replies.sentence(words, "en", "error", Note(code="quota-exceeded")).startswith("Sorry")
    assert log.error.call_count == 3
