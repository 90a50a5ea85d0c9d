"""Which language models play which role, as the settings say; a role without any is played by the embedded brain."""

import logging
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from agent_core.errors import NoModel
from agent_core.llm.anthropic_messages import AnthropicMessages
from agent_core.llm.chain import Chain
from agent_core.llm.chat_completions import DEEPSEEK, GEMINI, OPENAI, ChatCompletions, Dialect
from agent_core.llm.provider import Provider
from agent_core.llm.request import LLM, Role
from agent_core.settings import AgentSettings

log = logging.getLogger(__name__)

ROLES: Mapping[Role, str] = {
    "planner": "CUTROOM_LLM_PLANNER",
    "writer": "CUTROOM_LLM_WRITER",
    "eye": "CUTROOM_LLM_EYE",
}
"""Roles and the settings that name their models."""

KEYS: Mapping[str, str] = {
    "anthropic": "ANTHROPIC_API_KEY",
    "openai": "OPENAI_API_KEY",
    "deepseek": "DEEPSEEK_API_KEY",
    "gemini": "GEMINI_API_KEY",
}
"""Vendors and the settings with their keys."""

_ADDRESS = {"anthropic": "ANTHROPIC_BASE_URL", "openai": "OPENAI_BASE_URL"}
_OWN = ("https://api.openai.com", "https://api.openai.com/v1")
_DIALECTS = {"openai": OPENAI, "deepseek": DEEPSEEK, "gemini": GEMINI}
_NO_KEY = "none"
"""Sent to a server that is named by its address and needs no key: the SDK insists on one."""


@dataclass(frozen=True)
class Named:
    """One model as a setting names it: `VENDOR:MODEL` or `VENDOR:MODEL@ADDRESS`."""

    vendor: str
    model: str
    address: str = ""

    @property
    def name(self) -> str:
        """As it is spelled, without the address."""
        return f"{self.vendor}:{self.model}"

    def lacks(self, settings: AgentSettings) -> str | None:
        """What keeps it from being asked: the setting to mend; `None` when it can be asked."""
        if self.vendor not in KEYS or not self.model:
            return "VENDOR:MODEL (" + ", ".join(KEYS) + ")"
        return None if self.address or key_of(settings, self.vendor) else KEYS[self.vendor]


@dataclass(frozen=True)
class Models:
    """The language models of this installation, by role; `None` leaves a role to the embedded brain."""

    planner: LLM | None = None
    writer: LLM | None = None
    eye: LLM | None = None

    def of(self, role: Role) -> LLM:
        """The models of a role. Raises `NoModel` where none is set."""
        llm: LLM | None = getattr(self, role)
        if llm is None:
            raise NoModel(f"no model is set for the {role}", values={"how": ROLES[role]})
        return llm

    @property
    def identities(self) -> dict[str, str]:
        """Names of the models by role: part of the keys of what is cached of their answers."""
        named = {role: llm for role in ROLES if (llm := getattr(self, role)) is not None}
        return {role: str(getattr(llm, "name", type(llm).__name__)) for role, llm in named.items()}

    def warm(self) -> None:
        """Load what the first requests would wait for."""
        for role in ROLES:
            if isinstance(chain := getattr(self, role), Chain):
                chain.warm()

    async def close(self) -> None:
        """Close all connections."""
        for role in ROLES:
            if isinstance(chain := getattr(self, role), Chain):
                await chain.close()


def open_models(settings: AgentSettings) -> Models:
    """The models that the settings name and can be asked. Nothing is loaded and nothing is connected yet."""
    return Models(**{role: _chain(role, settings) for role in ROLES})


def named(role: Role, settings: AgentSettings) -> Iterator[Named]:
    """The models that the settings name for a role, in order of preference."""
    whole: str = getattr(settings, f"llm_{role}")
    for spelled in filter(None, (part.strip() for part in whole.split(","))):
        vendor, _, rest = spelled.partition(":")
        model, _, address = rest.partition("@")
        yield Named(vendor.strip().lower(), model.strip(), address.strip() or _usual_address(vendor.strip().lower(), settings))


def key_of(settings: AgentSettings, vendor: str) -> str:
    """A vendor's key; empty where there is none."""
    return str(getattr(settings, f"{vendor}_api_key", ""))


def _usual_address(vendor: str, settings: AgentSettings) -> str:
    address = str(getattr(settings, f"{vendor}_base_url", "")).rstrip("/")
    return "" if address in _OWN else address


def _chain(role: Role, settings: AgentSettings) -> Chain | None:
    providers: list[Provider] = []
    for model in named(role, settings):
        if lacks := model.lacks(settings):
            log.warning("%s: %s is left out, it lacks %s", role, model.name, lacks)
        else:
            providers.append(_provider(model, settings))
    return Chain(role, providers) if providers else None


def _provider(model: Named, settings: AgentSettings) -> Provider:
    key = key_of(settings, model.vendor)
    if model.vendor == "anthropic":
        return AnthropicMessages(model.model, key=key or settings.llm_key or _NO_KEY, address=model.address)
    if not model.address:
        return ChatCompletions(model.model, key=key, dialect=_DIALECTS[model.vendor])
    dialect: Dialect = replace(_DIALECTS[model.vendor], address=model.address, limit="max_tokens", strange=True)
    return ChatCompletions(model.model, key=settings.llm_key or key or _NO_KEY, dialect=dialect)
