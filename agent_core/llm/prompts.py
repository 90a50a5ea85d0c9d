"""The prompts: text files in `agent_core/prompts/`, one folder for each role."""

from functools import cache
from importlib.resources import files

from agent_core.llm.request import Role


@cache
def prompt(role: Role, name: str) -> str:
    """The text of `prompts/ROLE/NAME.md`. Raises `FileNotFoundError`."""
    return files("agent_core").joinpath("prompts", role, f"{name}.md").read_text("utf-8")
