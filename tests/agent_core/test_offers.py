"""Buttons under a result: only what fits it and works in this version."""

import typing

import pytest

from agent_core import offers
from agent_core.catalogue.listing import built, capabilities
from agent_core.intents import Goal, ImplicitGoal, Intent
from agent_core.messages import Action, Product
from agent_core.offers import offered, reposted

pytestmark = pytest.mark.unit


def product(kind: str = "video", width: int | None = 1920, height: int | None = 1080, duration: float | None = 20.0) -> Product:
    fields = {"asset": "a" * 64, "name": "x", "content_type": "x/x", "size_bytes": 1}
    return Product.model_validate(fields | {"kind": kind, "width": width, "height": height, "duration": duration})


def intent(*goals: str, unsaid: str | None = None) -> Intent:
    implicit = (ImplicitGoal(capability=unsaid, reason="for-x"),) if unsaid else ()
    return Intent(language="en", goals=tuple(Goal(capability=name) for name in goals), implicit=implicit)


def test_a_wide_meme_may_become_nearly_anything() -> None:
    found = offered(intent("meme"), [product()], chance=True, earlier=True)
    assert {"captions", "vertical", "smaller_text", "bigger_text", "retry", "undo", "how"} <= set(found)
    assert len(found) == len(set(found))


@pytest.mark.parametrize(
    ("made", "wanted", "not_offered"),
    [
        (product(width=1080, height=1920), intent("meme"), "vertical"),
        (product(), intent("subtitle"), "captions"),
        (product(), intent("reframe", unsaid="subtitle"), "captions"),
        (product("image", duration=None), intent("meme"), "captions"),
        (product("image", duration=None), intent("meme"), "shorter"),
        (product("audio", None, None), intent("voiceover"), "vertical"),
        (product("audio", None, None), intent("voiceover"), "smaller_text"),
        (product("file", None, None, None), intent("subtitle"), "bigger_text"),
        (product(duration=2.0), intent("meme"), "shorter"),
        (product(), intent("reframe"), "smaller_text"),
        (product(), intent("meme"), "retry"),
        (product(), intent("meme"), "undo"),
    ],
)
def test_what_does_not_fit_is_not_offered(made: Product, wanted: Intent, not_offered: Action) -> None:
    assert not_offered not in offered(wanted, [made], chance=False, earlier=False)


def test_nothing_is_offered_that_this_version_cannot_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(offers, "built", lambda: {"meme": capabilities()["meme"]})
    found = offered(intent("meme"), [product()], chance=False, earlier=False)
    assert not {"captions", "vertical", "export"} & set(found)
    monkeypatch.setattr(offers, "built", capabilities)
    assert "export" in offered(intent("meme"), [product()], chance=False, earlier=False)


def test_shorter_is_offered_for_what_has_a_length_of_its_own() -> None:
    for name, row in built().items():
        found = offered(intent(name), [product()], chance=False, earlier=False)
        assert ("shorter" in found) == (row.param("duration") is not None), name


def test_after_an_undo_there_is_a_way_forward_and_after_a_redo_one_back() -> None:
    assert reposted(("vertical", "how"), "undo") == ("vertical", "redo", "how")
    assert reposted(("undo", "how"), "undo") == ("undo", "redo", "how")
    assert reposted(("vertical", "undo", "how"), "redo") == ("vertical", "undo", "how")
    assert set(reposted((), "undo")) <= set(typing.get_args(Action))
