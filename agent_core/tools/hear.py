"""What is said in the material."""

from collections.abc import Callable

from agent_core.artifacts import Survey, Surveyed, Transcripts
from agent_core.files import local
from agent_core.languages import Language
from agent_core.surveys import index_of
from agent_core.tool import Context, Cost, tool
from media.frozen import Frozen
from media.transcription.port import Recording
from media.transcription.transcript import Transcript


class Input(Frozen):
    """What is seen and heard in the material, and the language that is spoken in it, where that is known."""

    survey: Survey
    spoken: Language | None = None


class Output(Frozen):
    """The words, file by file."""

    transcripts: Transcripts


@tool(version=1, resource="cpu", stage="look", engines=("transcriber",), cost=Cost(fixed=2.0, per_second=0.4))
async def hear(given: Input, context: Context) -> Output:
    """Listen to what is said, file by file. Where nobody speaks, or no engine here understands it, nothing is heard."""
    files = list({file.facts.asset: file for file in given.survey.files}.values())
    heard: list[Transcript] = []
    for number, file in enumerate(files):

        def report(share: float, number: int = number) -> None:
            context.report((number + share) / len(files))

        transcript = await _heard(file, given.spoken, context, report)
        heard += [transcript] if transcript is not None and transcript.lines else []
    return Output(transcripts=Transcripts(files=tuple(heard)))


async def _heard(file: Surveyed, spoken: Language | None, context: Context, report: Callable[[float], None]) -> Transcript | None:
    """What is said in one file; remembered for its sound, so that it is heard once whatever else it is given with."""
    index = await index_of(file, context.store)
    length = index.facts.duration or 0.0
    speech = index.heard.speech if index.heard else ((0.0, length),)
    if index.speech is None or not speech:
        return None
    key = f"heard:{hear.version}:{index.speech}:{spoken}:{context.recognisers.identity}"
    kept = await context.store.recall(key)
    if kept is not None:
        return Transcript.model_validate_json(kept).model_copy(update={"asset": file.facts.asset})
    recording = Recording(path=await local(context.store, index.speech), duration=length, speech=speech)
    transcript = await context.recognisers.hear(recording, file.facts.asset, spoken, report)
    if transcript is not None:
        await context.store.remember(key, transcript.model_dump_json().encode())
    return transcript
