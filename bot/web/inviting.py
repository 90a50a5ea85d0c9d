"""`cutroom invite`: let somebody into a web chat that others may reach, see who was, and take accounts away."""

import argparse
import sys
from collections.abc import Sequence

from bot.settings import BotSettings
from bot.web.accounts import DAY, Account, Accounts
from bot.web.sessions import exposed


def main(arguments: Sequence[str]) -> int:
    """Print a link, the accounts, or what became of one."""
    given = _parser().parse_args(arguments)
    settings = BotSettings()
    accounts = Accounts(settings.home / "web")
    if given.list:
        sys.stdout.writelines(f"{_row(account)}\n" for account in accounts.all())
        return 0
    if given.remove:
        return _remove(accounts, given.remove)
    secret = accounts.invite(name=given.name, owner=given.owner, lifetime=given.days * DAY)
    sys.stdout.write(f"{address(settings)}/#invite={secret}\n")
    if not exposed(settings):
        sys.stderr.write("cutroom: this web chat is open to this machine and asks for no account\n")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="cutroom invite", description="Make a link that opens one account on the web chat.")
    parser.add_argument("name", nargs="?", default="", help="who is invited, for the list of accounts")
    parser.add_argument("--owner", action="store_true", help="may invite others and take accounts away")
    parser.add_argument("--days", type=float, default=7.0, metavar="N", help="days for which the link works (default: 7)")
    parser.add_argument("--list", action="store_true", help="show the accounts there are")
    parser.add_argument("--remove", metavar="ID", help="take an account away")
    return parser


def address(settings: BotSettings) -> str:
    """Where the web chat is reached."""
    host = f"[{settings.http_host}]" if ":" in settings.http_host else settings.http_host
    return settings.public_url.rstrip("/") or f"http://{host}:{settings.http_port}"


def _row(account: Account) -> str:
    return f"{account.id}  {'*' if account.owner else ' '}  {account.name}".rstrip()


def _remove(accounts: Accounts, name: str) -> int:
    if accounts.remove(name):
        return 0
    sys.stderr.write(f"cutroom: no account {name}\n")
    return 1
