"""The routes of uploads: a file is announced, sent in parts, and goes on after a broken connection where the last part ended."""

from collections.abc import AsyncIterator

from aiohttp import web

from bot.errors import FileRefused
from bot.web.guard import USER
from bot.web.uploads import NoRoom, Upload, Uploads, WrongOffset
from bot.web.wire import Announced, read_json, refused

OFFSET = "Upload-Offset"


class Spool:
    """The routes over the folder of uploads."""

    def __init__(self, uploads: Uploads) -> None:
        self._uploads = uploads

    def routes(self) -> list[web.RouteDef]:
        """What it answers."""
        place = "/api/uploads/{id}"
        return [
            web.post("/api/uploads", self._begin),
            web.head(place, self._standing),
            web.patch(place, self._take),
            web.delete(place, self._drop),
        ]

    async def _begin(self, request: web.Request) -> web.Response:
        announced = await read_json(Announced, request)
        try:
            upload = self._uploads.begin(request[USER], announced)
        except FileRefused as error:
            raise refused_too_large() from error
        except NoRoom as error:
            raise refused(web.HTTPInsufficientStorage, error.code.removeprefix("web-")) from error
        return web.json_response({"id": upload.id, "offset": upload.offset}, status=201)

    async def _standing(self, request: web.Request) -> web.Response:
        return _at(self._upload(request))

    async def _take(self, request: web.Request) -> web.Response:
        upload = self._upload(request)
        offset = request.headers.get(OFFSET, "")
        if not offset.isdecimal():
            raise web.HTTPBadRequest(text=f"{OFFSET} is a number")
        try:
            await upload.take(int(offset), _parts(request))
        except WrongOffset:
            return _at(upload, 409)
        except FileRefused as error:
            self._uploads.drop(upload)
            raise refused_too_large() from error
        return _at(upload)

    async def _drop(self, request: web.Request) -> web.Response:
        self._uploads.drop(self._upload(request))
        return web.Response(status=204)

    def _upload(self, request: web.Request) -> Upload:
        upload = self._uploads.find(request[USER], request.match_info["id"])
        if upload is None:
            raise refused(web.HTTPNotFound, "upload-gone")
        return upload


def refused_too_large() -> web.HTTPException:
    """A file larger than it may be."""
    return web.HTTPRequestEntityTooLarge(1, 1, text='{"code": "too-large"}', content_type="application/json")


def _at(upload: Upload, status: int = 204) -> web.Response:
    return web.Response(status=status, headers={OFFSET: str(upload.offset), "Cache-Control": "no-store"})


async def _parts(request: web.Request) -> AsyncIterator[bytes]:
    async for part in request.content.iter_any():
        yield part
