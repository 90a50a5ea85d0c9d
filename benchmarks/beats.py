"""Beats found in generated music whose beats are known: `python -m benchmarks.beats [--songs 120] [--seed 7000]`.

As many songs again have patterns and instruments that the fitting never saw (`unfamiliar`). Ours goes the whole way of a survey's
sound (`media.hearing.listening`: all senses, the decision whether there is music, then the beats). Beside it runs
`librosa.beat.beat_track`, on the same samples. F counts beats within 70 ms at the notated tempo: half or double of it is wrong.
"""

import argparse
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from benchmarks.instruments import RATE_HZ, Sound
from benchmarks.judging import f_measure, narration
from benchmarks.songs import Song, song
from media.hearing.listening import Listening
from media.senses.index import Beats

_BLOCK = RATE_HZ
_NONE = Beats(tempo=0, meter=0, times=(), downbeats=(), confidence=0)


@dataclass(frozen=True)
class Trial:
    """One song, found by both."""

    song: Song
    unfamiliar: bool
    beats: float
    downbeats: float
    meter: bool
    octave: bool
    """The tempo is not the notated one."""
    librosa: float
    seconds: float
    """CPU time of ours."""

    @property
    def length(self) -> float:
        return len(self.song.sound) / RATE_HZ


def tried(piece: Song, *, unfamiliar: bool, beside: bool) -> Trial:
    """Both on one song."""
    found, seconds = _ours(piece.sound)
    return Trial(
        song=piece,
        unfamiliar=unfamiliar,
        beats=f_measure(found.times, piece.beats),
        downbeats=f_measure(found.downbeats, piece.downbeats),
        meter=found.meter == piece.meter,
        octave=abs(np.log2(max(found.tempo, 1) / piece.tempo)) > 0.1,
        librosa=f_measure(_librosas(piece.sound), piece.beats) if beside else 0.0,
        seconds=seconds,
    )


def _ours(sound: Sound) -> tuple[Beats, float]:
    start = time.process_time()
    listening = Listening()
    for at in range(0, len(sound), _BLOCK):
        listening.hear(sound[None, at : at + _BLOCK])
    found = listening.finish().beats
    return found or _NONE, time.process_time() - start


def _librosas(sound: Sound) -> list[float]:
    import librosa

    _, frames = librosa.beat.beat_track(y=sound, sr=RATE_HZ)
    return librosa.frames_to_time(frames, sr=RATE_HZ).tolist()


Part = tuple[str, Callable[[Trial], bool]]
_PARTS: tuple[Part, ...] = (
    ("all", lambda t: True),
    ("with drums", lambda t: t.song.drums),
    ("without drums", lambda t: not t.song.drums),
    ("melody only", lambda t: "melody only" in t.song.traits),
    ("without drums, other", lambda t: not t.song.drums and "melody only" not in t.song.traits),
    ("in three", lambda t: t.song.meter == 3),
    ("in four", lambda t: t.song.meter == 4),
    ("70 to 95 a minute", lambda t: t.song.tempo < 95),
    ("95 to 130 a minute", lambda t: 95 <= t.song.tempo < 130),
    ("130 to 180 a minute", lambda t: t.song.tempo >= 130),
    ("swing", lambda t: "swing" in t.song.traits),
    ("tempo drifts", lambda t: "drift" in t.song.traits),
    ("loosely played", lambda t: "loose" in t.song.traits),
    ("pickup", lambda t: "pickup" in t.song.traits),
    ("silence first", lambda t: "late" in t.song.traits),
    ("noise", lambda t: "noise" in t.song.traits),
    ("speech over it", lambda t: "speech" in t.song.traits),
)


def table(trials: Sequence[Trial]) -> str:
    """A row for every class."""
    rows = ["| | songs | F | downbeat F | meter | octave errors | librosa F |", "|---|---:|---:|---:|---:|---:|---:|"]
    for name, belongs in _PARTS:
        part = [trial for trial in trials if belongs(trial)]
        if part:
            rows.append(_row(name, part))
    return "\n".join(rows)


def _row(name: str, part: Sequence[Trial]) -> str:
    beats, downs, meter, octave, other = (
        float(np.mean([getattr(trial, field) for trial in part]))
        for field in ("beats", "downbeats", "meter", "octave", "librosa")
    )
    return f"| {name} | {len(part)} | {beats:.3f} | {downs:.3f} | {meter:.0%} | {octave:.0%} | {other:.3f} |"


def main() -> None:
    """Try all and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--songs", type=int, default=120, help="familiar ones; as many unfamiliar ones follow")
    parser.add_argument("--seed", type=int, default=7000)
    parser.add_argument("--alone", action="store_true", help="without librosa")
    parser.add_argument("--misses", action="store_true", help="name the songs whose F is below 0.9")
    parser.add_argument("--only", choices=("familiar", "unfamiliar"))
    options = parser.parse_args()
    sets = [(name, name == "unfamiliar") for name in ("familiar", "unfamiliar") if options.only in (None, name)]
    voice = narration()
    _ours(np.zeros(RATE_HZ, np.float32))  # imports are done before the clock starts
    trials: list[Trial] = []
    for _, unfamiliar in sets:
        for seed in range(options.seed, options.seed + options.songs):
            piece = song(seed + 100_000 * unfamiliar, unfamiliar=unfamiliar, speech=voice)
            trials.append(tried(piece, unfamiliar=unfamiliar, beside=not options.alone))
            if options.misses and trials[-1].beats < 0.9:
                print(
                    f"{trials[-1].beats:.2f} {piece.seed} {piece.tempo:.0f} {piece.meter} {piece.kind} {sorted(piece.traits)}",
                    flush=True,
                )
    for name, unfamiliar in sets:
        print(f"\n{name} patterns and instruments\n\n{table([trial for trial in trials if trial.unfamiliar is unfamiliar])}")
    length, spent = sum(trial.length for trial in trials), sum(trial.seconds for trial in trials)
    print(f"\nall senses of hearing: {length / spent:.0f} times real time on one core")


if __name__ == "__main__":
    main()
