"""`cutroom invite` beside the server."""

from pathlib import Path

import pytest

from bot.__main__ import main
from bot.settings import BotSettings
from bot.web.accounts import Accounts
from bot.web.inviting import address

pytestmark = pytest.mark.unit


@pytest.fixture(autouse=True)
def settings(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(home)
    monkeypatch.setenv("CUTROOM_HOME", str(home))
    monkeypatch.setenv("CUTROOM_PUBLIC_URL", "https://cutroom.example/")


def test_a_link_opens_an_account_that_is_listed_and_removed(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["invite", "Ann", "--owner"]) == 0
    link, _, secret = capsys.readouterr().out.strip().partition("#invite=")
    assert link == "https://cutroom.example/"
    ann = Accounts(home / "web").redeem(secret)
    assert ann and ann.owner
    assert main(["invite", "--list"]) == 0
    assert capsys.readouterr().out.split() == [ann.id, "*", "Ann"]
    assert main(["invite", "--remove", ann.id]) == 0
    assert main(["invite", "--remove", ann.id]) == 1


def test_an_open_chat_needs_none(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CUTROOM_PUBLIC_URL", "")
    assert main(["invite"]) == 0
    said = capsys.readouterr()
    assert said.out.startswith("http://127.0.0.1:8080/#invite=")
    assert "asks for no account" in said.err


def test_addresses() -> None:
    assert address(BotSettings(public_url="", http_host="::1", http_port=80)) == "http://[::1]:80"
