"""From a wish to an `Intent`, with no model: the embedded brain's front door."""

from collections.abc import Sequence

from agent_core.agent import LanguageHints
from agent_core.errors import NotUnderstood
from agent_core.intents import Intent
from agent_core.messages import AttachmentKind, Template


def understand(
    text: str,
    *,
    kinds: Sequence[AttachmentKind],
    languages: LanguageHints,
    template: Template | None = None,
    replied_to: str | None = None,
    partial: Intent | None = None,
) -> Intent:
    """The intent of a wish that came with attachments of `kinds`; `replied_to` is the capability of the result replied to.

    With `partial`, the intent found before a question was asked, `text` is the answer to that question. Raises `NotUnderstood`
    (value `language`), and `Impossible` with code `not-yet` (values `language`, `capability`) for a capability that this version
    does not have.
    """
    raise NotUnderstood(values={"language": languages.chosen or "en"})
