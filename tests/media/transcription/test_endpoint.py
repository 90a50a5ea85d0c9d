"""OpenAI's audio transcriptions, against a double that is as strict as the real server."""

import io
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import av
import pytest
from aiohttp import web

from media.errors import EngineMissing
from media.settings import MediaSettings
from media.transcription.endpoint import OpenAITranscription, TranscriberFailed
from media.transcription.port import Recording, Transcriber

pytestmark = pytest.mark.unit

KEY = "sk-double"
FIELDS = {"file", "model", "response_format", "timestamp_granularities[]", "temperature", "language", "prompt"}
ANSWER = {
    "task": "transcribe",
    "language": "english",
    "duration": 1.5,
    "text": "Hello there, everybody.",
    "segments": [
        {
            "id": 0, "seek": 0, "start": 0.1, "end": 1.4, "text": " Hello there, everybody.", "tokens": [1], "temperature": 0.0,
            "avg_logprob": -0.1, "compression_ratio": 1.0, "no_speech_prob": 0.01,
        }
    ],
    "words": [
        {"word": "Hello", "start": 0.1, "end": 0.4},
        {"word": "there", "start": 0.4, "end": 0.7},
        {"word": "everybody", "start": 0.8, "end": 1.4},
    ],
}  # fmt: skip
Turn = Callable[[], web.Response]


class Double:
    """The server: checks every field of the form, the key and the sound, and answers in turn."""

    def __init__(self, *turns: Turn) -> None:
        self.turns = list(turns)
        self.asked: list[dict[str, Any]] = []

    async def answer(self, request: web.Request) -> web.Response:
        if request.headers.get("authorization") != f"Bearer {KEY}":
            return web.json_response({"error": {"message": "Incorrect API key", "type": "invalid_request_error"}}, status=401)
        assert request.content_type == "multipart/form-data"
        form = await request.post()
        assert set(form) <= FIELDS, set(form) - FIELDS
        assert form["response_format"] == "verbose_json", "only verbose_json has times"
        assert sorted(form.getall("timestamp_granularities[]")) == ["segment", "word"]
        assert 0 <= float(str(form["temperature"])) <= 1
        file = form["file"]
        assert isinstance(file, web.FileField) and file.filename.endswith(".flac")
        with av.open(io.BytesIO(file.file.read())) as container:
            stream = container.streams.audio[0]
            length = sum(frame.samples for frame in container.decode(stream)) / stream.rate
            self.asked.append({"rate": stream.rate, "seconds": length, "language": form.get("language"), "model": form["model"]})
        return (self.turns.pop(0) if self.turns else lambda: web.json_response(ANSWER))()


@asynccontextmanager
async def served(double: Double) -> AsyncIterator[str]:
    app = web.Application(client_max_size=30_000_000)
    app.router.add_post("/v1/audio/transcriptions", double.answer)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}/v1"
    finally:
        await runner.cleanup()


@pytest.fixture
def recording(speech) -> Recording:
    path, lines = speech
    return Recording(path=path, duration=lines[-1][1], speech=((lines[1][0], lines[1][1]),))


def engine(address: str, settings: MediaSettings, key: str = KEY) -> Transcriber:
    return OpenAITranscription("whisper-1", key=key, address=address, settings=settings)


async def test_what_it_hears_comes_with_words_and_times(settings: MediaSettings, recording: Recording):
    double, shares = Double(), []
    async with served(double) as address:
        heard = await engine(address, settings).hear(recording, None, shares.append)
    begin = max(0.0, recording.speech[0][0] - 0.2)
    assert heard.language == "en" and shares
    (line,) = heard.lines
    assert line.text == "Hello there, everybody." and line.confidence == pytest.approx(0.905, abs=0.01)
    assert [word.text for word in line.words] == ["Hello", "there,", "everybody."]
    assert line.words[0].start == pytest.approx(begin + 0.1, abs=0.02)
    (asked,) = double.asked
    assert asked["rate"] == 16_000 and asked["model"] == "whisper-1" and asked["language"] is None
    spoken = recording.speech[0][1] - recording.speech[0][0]
    assert spoken <= asked["seconds"] <= spoken + 0.5, "only the speech is sent"


async def test_long_speech_goes_in_pieces_and_the_language_is_told(
    settings: MediaSettings, speech, monkeypatch: pytest.MonkeyPatch, tmp_path
):
    path, lines = speech
    module = tmp_path / "short.py"
    module.write_text("import json, sys\nfrom media.transcription import pieces_child\npieces_child.LONGEST = 2.0\n"
                      "pieces_child.main(json.load(sys.stdin))\n")  # fmt: skip
    monkeypatch.setattr("media.transcription.endpoint.run_module", _short(module))
    double = Double()
    async with served(double) as address:
        recording = Recording(path=path, duration=lines[-1][1], speech=tuple((start, end) for start, end, _ in lines))
        heard = await engine(address, settings).hear(recording, None, lambda share: None)
    assert len(double.asked) == len(heard.lines) == 3
    assert [asked["language"] for asked in double.asked] == [None, "en", "en"]
    assert all(asked["seconds"] <= 2.0 for asked in double.asked)
    assert heard.lines[1].start > heard.lines[0].start + 1


def _short(script):
    import sys

    from media.process import run

    async def started(module, args, *, limits, stdin=None, on_line=None):
        from pathlib import Path

        env = {"PYTHONPATH": str(Path(__file__).parents[3])}
        return await run([sys.executable, str(script)], limits=limits, stdin=stdin, on_line=on_line, env=env)

    return started


async def test_a_busy_server_is_asked_again(settings: MediaSettings, recording: Recording):
    def busy() -> web.Response:
        return web.json_response({"error": {"message": "slow down"}}, status=429, headers={"retry-after-ms": "10"})

    double = Double(busy, lambda: web.json_response({}, status=503, headers={"retry-after-ms": "10"}))
    async with served(double) as address:
        heard = await engine(address, settings).hear(recording, "en", lambda share: None)
    assert len(double.asked) == 3 and heard.lines and {asked["language"] for asked in double.asked} == {"en"}


@pytest.mark.parametrize(
    ("turn", "error", "code"),
    [
        (lambda: web.json_response({"error": {}}, status=404), EngineMissing, "no-transcriber-model"),
        (lambda: web.json_response({"error": {}}, status=400), TranscriberFailed, "transcriber-failed"),
        (lambda: web.json_response({"text": "no times"}), TranscriberFailed, "transcriber-failed"),
        (lambda: web.json_response({**ANSWER, "segments": [{"start": "soon"}]}), TranscriberFailed, "transcriber-failed"),
        (lambda: web.Response(text="<html>"), TranscriberFailed, "transcriber-failed"),
    ],
)
async def test_what_is_no_answer_is_an_error_with_a_code(settings: MediaSettings, recording: Recording, turn, error, code):
    async with served(Double(turn)) as address:
        with pytest.raises(error) as failed:
            await engine(address, settings).hear(recording, "en", lambda share: None)
    assert failed.value.code == code and KEY not in str(failed.value)


async def test_a_wrong_key_is_said_at_once(settings: MediaSettings, recording: Recording):
    double = Double()
    async with served(double) as address:
        with pytest.raises(EngineMissing):
            await engine(address, settings, "other").hear(recording, "en", lambda share: None)
    assert not double.asked
