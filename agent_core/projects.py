"""Projects: every result is a revision; a follow-up makes the next one, undo goes back to its parent. Pure functions."""

from agent_core.intents import Intent
from agent_core.languages import Language
from agent_core.messages import Note, Product
from agent_core.workflow import Workflow
from media.frozen import Frozen


class Revision(Frozen):
    """One state of a project: what was wanted, how it was made, what came out."""

    id: str
    project: str
    parent: str | None
    language: Language
    intent: Intent
    workflow: Workflow
    products: tuple[Product, ...]
    note: Note
