"""An invitation opens one account, once, for a while."""

from pathlib import Path

import pytest

from bot.web.accounts import DAY, OWNER, Accounts

pytestmark = pytest.mark.unit


class Clock:
    at = 1000.0

    def __call__(self) -> float:
        return self.at


def test_an_invitation_works_once(tmp_path: Path) -> None:
    accounts = Accounts(tmp_path)
    secret = accounts.invite(name="Ann")
    assert secret not in "".join(str(path) + path.read_text() for path in tmp_path.rglob("*.json")), "only its hash is kept"
    ann = accounts.redeem(secret)
    assert ann and (ann.name, ann.owner) == ("Ann", False)
    assert accounts.redeem(secret) is None
    assert accounts.redeem("guess") is None
    assert Accounts(tmp_path).get(ann.id) == ann


def test_an_invitation_of_another_process_works_too(tmp_path: Path) -> None:
    serving = Accounts(tmp_path)
    boss = serving.redeem(Accounts(tmp_path).invite(owner=True))
    assert boss and boss.owner


def test_a_further_device_opens_the_same_account(tmp_path: Path) -> None:
    accounts = Accounts(tmp_path)
    ann = accounts.redeem(accounts.invite(name="Ann"))
    assert ann and accounts.redeem(accounts.invite(account=ann.id)) == ann
    assert accounts.redeem(accounts.invite(account=OWNER)) == accounts.get(OWNER)
    later = accounts.invite(account=ann.id)
    assert accounts.remove(ann.id) and not accounts.remove(ann.id)
    assert accounts.redeem(later) is None
    assert accounts.all() == []


def test_an_old_invitation_is_void_and_swept(tmp_path: Path) -> None:
    clock = Clock()
    accounts = Accounts(tmp_path, clock)
    old = accounts.invite()
    clock.at += 7 * DAY + 1
    accounts.invite()
    assert len(list((tmp_path / "invites").iterdir())) == 1
    assert accounts.redeem(old) is None


def test_names_that_lead_elsewhere_are_nobody(tmp_path: Path) -> None:
    (tmp_path / "secret.json").write_text("{}")
    accounts = Accounts(tmp_path)
    assert accounts.get("../secret") is None
    assert not accounts.remove("../secret")
    assert (tmp_path / "secret.json").exists()
