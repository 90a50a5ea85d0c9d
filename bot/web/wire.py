"""What the page sends, held against its shape."""

from typing import Annotated, Literal, TypeVar

from aiohttp import web
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

Identifier = Annotated[str, StringConstraints(min_length=1, max_length=80, pattern="^[A-Za-z0-9_-]+$")]
_Model = TypeVar("_Model", bound=BaseModel)


class _Sent(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)


class Announced(_Sent):
    """A file that is about to be uploaded."""

    name: Annotated[str, StringConstraints(min_length=1, max_length=255)]
    size_bytes: Annotated[int, Field(ge=0)]
    content_type: Annotated[str, StringConstraints(max_length=100)] | None = None
    voice: bool = False
    """Spoken into the page."""
    mark: Annotated[str, StringConstraints(max_length=200)] = ""
    """What the browser knows the file by, so that an upload that broke off is found again."""

    @property
    def kind(self) -> Literal["video", "audio", "image", "file"]:
        """How the page draws it."""
        for kind in ("video", "audio", "image"):
            if (self.content_type or "").startswith(f"{kind}/"):
                return kind
        return "file"


class Wish(_Sent):
    """A message of a person."""

    id: Identifier
    chat: Identifier | None = None
    text: Annotated[str, StringConstraints(max_length=20_000)] = ""
    reply_to: Identifier | None = None
    language: str = ""
    uploads: Annotated[list[Identifier], Field(max_length=20)] = []


class Press(_Sent):
    """A pressed button."""

    id: Identifier
    chat: Identifier | None = None
    message: Identifier
    value: Annotated[str, StringConstraints(min_length=1, max_length=64)]
    language: str = ""


class Entry(_Sent):
    """What opens a web chat beyond loopback: the token of its owner, or the secret of an invitation."""

    token: Annotated[str, StringConstraints(max_length=500)] = ""
    invite: Annotated[str, StringConstraints(max_length=100)] = ""


class Guest(_Sent):
    """Who is invited: somebody new, or the same person on a further device."""

    name: Annotated[str, StringConstraints(strip_whitespace=True, max_length=60)] = ""
    own: bool = False


class Title(_Sent):
    """A new title of a conversation."""

    title: Annotated[str, StringConstraints(strip_whitespace=True, max_length=120)]


async def read_json(model: type[_Model], request: web.Request) -> _Model:
    """The body as a model. Raises 400; a form, which a foreign page could send unasked, is refused too."""
    if request.content_type != "application/json":
        raise web.HTTPBadRequest(text="JSON is expected")
    try:
        return model.model_validate_json(await request.text())
    except (ValidationError, UnicodeDecodeError) as error:
        raise web.HTTPBadRequest(text="not understood") from error


def refused(answer: type[web.HTTPError], code: str) -> web.HTTPError:
    """An HTTP error whose `code` names the page's sentence for it."""
    return answer(text=f'{{"code": "{code}"}}', content_type="application/json")
