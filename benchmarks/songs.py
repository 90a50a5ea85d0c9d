"""Generated songs whose beats are known: 70 to 180 beats a minute, in three and in four, with and without drums.

A song is drawn from a seed: its players, their patterns, chords and melody, how exactly they play, whether the tempo drifts, what
comes before the first bar, and what is heard over it. The tempo is the notated one: patterns are those that are written so.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from benchmarks import patterns
from benchmarks.instruments import RATE_HZ, Sound, drum, note

SLOWEST, FASTEST = 70.0, 180.0
_LENGTH = 32.0
_SCALES = {"major": (0, 2, 4, 5, 7, 9, 11), "minor": (0, 2, 3, 5, 7, 8, 10)}
_PROGRESSIONS = ((0, 4, 5, 3), (0, 5, 3, 4), (5, 3, 0, 4), (0, 3, 4, 0), (1, 4, 0, 5), (0, 2, 3, 4), (0, 3, 0, 4), (0, 6, 5, 4))
_FAMILIAR = ("piano", "guitar", "organ", "strings", "keys", "pluck", "flute", "clarinet")
_UNFAMILIAR = ("harp", "marimba", "brass")
_PUSHED = frozenset({"three three two", "pushed", "strum"})
"""Patterns against the beat: somebody else has to play on it, or nobody could hear where it is."""
_SPARSE = frozenset({"whole", "halves", "half and quarter"})
_BASSES = ("finger bass", "synth bass", "sub")


@dataclass(frozen=True)
class Song:
    """A piece of music and the truth about it."""

    seed: int
    sound: Sound
    beats: tuple[float, ...]
    downbeats: tuple[float, ...]
    tempo: float
    meter: int
    drums: bool
    kind: str
    """Who plays what, in words."""
    traits: frozenset[str]
    """What makes it hard: `swing`, `drift`, `pickup`, `late`, `speech`, `noise`, `loose`, `melody only`."""


@dataclass
class _Score:
    """Notes in beats from the first downbeat; pickups have negative times."""

    notes: list[tuple[float, str, int, float, float]] = field(default_factory=list[tuple[float, str, int, float, float]])
    """Beat, instrument, pitch, length in beats, loudness."""
    strokes: list[tuple[float, str, float]] = field(default_factory=list[tuple[float, str, float]])


class _Composer:
    """Writes one song."""

    def __init__(self, seed: int, *, unfamiliar: bool) -> None:
        self.rng = np.random.default_rng(seed)
        self.unfamiliar = unfamiliar
        rng = self.rng
        self.tempo = float(np.exp(rng.uniform(np.log(SLOWEST), np.log(FASTEST))))
        self.meter = int(rng.choice([3, 4], p=[0.4, 0.6]))
        self.drums = bool(rng.random() < 0.5)
        self.bars = max(8, round(_LENGTH * self.tempo / 60 / self.meter))
        self.key = int(rng.integers(-5, 7))
        self.scale = _SCALES[str(rng.choice(list(_SCALES)))]
        self.score = _Score()
        self.traits: set[str] = set()
        self.kind: list[str] = []
        self._chords = self._harmony()

    def choose(self, options: Sequence[str]) -> str:
        """One that this song may have."""
        allowed = [o for o in options if self.unfamiliar or o not in patterns.KEPT_OUT]
        weights = np.array([4.0 if self.unfamiliar and o in patterns.KEPT_OUT else 1.0 for o in allowed])
        return allowed[int(self.rng.choice(len(allowed), p=weights / weights.sum()))]

    def player(self, options: Sequence[str]) -> str:
        """An instrument."""
        pool = _UNFAMILIAR if self.unfamiliar and self.rng.random() < 0.6 else options
        return str(self.rng.choice(list(pool)))

    def _harmony(self) -> list[tuple[int, int]]:
        """The chord of each half of every bar, as degrees; mostly one to a bar."""
        rng = self.rng
        progression = _PROGRESSIONS[int(rng.integers(len(_PROGRESSIONS)))]
        pace = str(rng.choice(["bar", "two bars", "half bar"], p=[0.75, 0.12, 0.13] if self.meter == 4 else [0.85, 0.15, 0.0]))
        chords: list[tuple[int, int]] = []
        for bar in range(self.bars):
            index = {"bar": bar, "two bars": bar // 2, "half bar": 2 * bar}[pace]
            first = progression[index % 4]
            chords.append((first, progression[(index + 1) % 4] if pace == "half bar" else first))
        return chords

    def pitch(self, degree: int, octave: int) -> int:
        """MIDI pitch of a degree of the scale."""
        steps = len(self.scale)
        return 12 * (octave + 1 + degree // steps) + self.key + self.scale[degree % steps]

    def chord_at(self, bar: int, beat: float) -> int:
        """The degree that sounds then."""
        return self._chords[bar % self.bars][int(beat >= self.meter / 2)]

    def add_drums(self) -> None:
        """A pattern for verses, perhaps another for choruses, fills every eight bars."""
        rng, table = self.rng, patterns.DRUMS_4 if self.meter == 4 else patterns.DRUMS_3
        verse = self.choose(list(table))
        chorus = self.choose(list(table)) if rng.random() < 0.25 else verse
        self.kind.append(verse)
        silent = int(rng.integers(1, 4)) if rng.random() < 0.2 else 0
        for bar in range(silent, self.bars):
            grid = table[chorus if (bar // 8) % 2 else verse]
            fill = bar % 8 == 7 and rng.random() < 0.6
            self._drum_bar(bar, grid, fill)
            if bar % 8 == 0 and rng.random() < 0.5:
                self.score.strokes.append((bar * self.meter, "crash", 0.6))

    def _drum_bar(self, bar: int, grid: dict[str, str], fill: bool) -> None:
        rng, start = self.rng, bar * self.meter
        last = 4 * (self.meter - 1)
        for name, steps in grid.items():
            for step, mark in enumerate(steps):
                if mark == "." or (fill and step >= last):
                    continue
                accent = 1.0 if step % 4 == 0 else 0.75
                loud = {"kick": 1.0, "snare": 0.8, "clap": 0.7, "rim": 0.6, "ride": 0.35, "open": 0.35}.get(name, 0.3)
                self.score.strokes.append((start + step / 4, name, loud * accent * (0.35 if mark == "o" else 1.0)))
        if fill:
            for step in range(4):
                self.score.strokes.append((start + (last + step) / 4, str(rng.choice(["snare", "tom"])), 0.7))

    def add_backing(self, name: str, loud: float) -> str:
        """An accompaniment in the middle; says which."""
        table = patterns.BACKING_4 if self.meter == 4 else patterns.BACKING_3
        slow, fast = self.tempo < 100, self.tempo > 140
        options = [k for k in table if not (k == "fast arpeggio" and not slow) and not (k in ("eighths",) and fast)]
        if not self.drums:
            options = [k for k in options if k not in ("off-beats", "charleston")]
        pattern = self.choose(options)
        self.kind.append(f"{name} {pattern}")
        rest = int(self.rng.integers(0, 2))
        for bar in range(self.bars):
            for beat, what, length in table[pattern]:
                degree = self.chord_at(bar, beat)
                for pitch in self._voicing(what, degree, rest):
                    self.score.notes.append((bar * self.meter + beat, name, pitch, length, loud * (1.0 if beat == 0 else 0.85)))
        return pattern

    def _voicing(self, what: str, degree: int, inversion: int) -> list[int]:
        if what == "c":
            tones = sorted((degree + step) % 7 + 7 * inversion for step in (0, 2, 4))
            return [self.pitch(tone, 4 - inversion) for tone in tones]
        if what in "b5":
            return [self.pitch(degree + (4 if what == "5" else 0), 2)]
        return [self.pitch(degree + int(what), 3)]

    def add_bass(self, loud: float) -> None:
        """A bass."""
        table = patterns.BASS_4 if self.meter == 4 else patterns.BASS_3
        name = str(self.rng.choice(_BASSES))
        pattern = self.choose([k for k in table if self.drums or k not in _PUSHED])
        self.kind.append(f"{name} {pattern}")
        for bar in range(self.bars):
            for beat, what, length in table[pattern]:
                self.score.notes.append(
                    (bar * self.meter + beat, name, self.pitch(self.chord_at(bar, beat) + int(what), 2), length, loud)
                )

    def add_melody(self, name: str, loud: float) -> None:
        """A tune: a few motifs, come back to; chord tones on strong beats, long notes at the ends of phrases."""
        rng, motifs = self.rng, patterns.MOTIFS_4 if self.meter == 4 else patterns.MOTIFS_3
        chosen = [motifs[int(rng.integers(len(motifs)))] for _ in range(3)]
        form = (0, 1, 0, 2) if rng.random() < 0.6 else (0, 0, 1, 2)
        place = int(rng.integers(0, 7))
        self.kind.append(f"{name} melody")
        for bar in range(self.bars):
            ends = bar % 4 == 3
            rhythm = [0.0] if ends and rng.random() < 0.6 else chosen[form[bar % 4]]
            for index, beat in enumerate(rhythm):
                until = rhythm[index + 1] if index + 1 < len(rhythm) else self.meter
                place = self._step(place, self.chord_at(bar, beat) if beat in (0, 2) else None)
                self.score.notes.append((bar * self.meter + beat, name, self.pitch(place, 5), 0.92 * (until - beat), loud))

    def _step(self, place: int, chord: int | None) -> int:
        place += int(self.rng.choice([-3, -2, -1, -1, 1, 1, 2, 3]))
        if chord is not None:
            tones = [chord % 7 + step + 7 * k for step in (0, 2, 4) for k in (-1, 0, 1)]
            place = min(tones, key=lambda tone: abs(tone - place))
        return max(-3, min(10, place))

    def add_pickup(self, name: str) -> None:
        """One or two beats of melody before the first bar."""
        count = int(self.rng.integers(1, 3))
        self.traits.add("pickup")
        for beat in range(count):
            self.score.notes.append((float(beat - count), name, self.pitch(self._step(4, None), 5), 0.9, 0.6))
        self.pickup = count

    pickup: int = 0

    def compose(self) -> None:
        """Choose the players and let them play."""
        rng = self.rng
        lead = self.player(_FAMILIAR)
        if self.drums:
            self.add_drums()
            if rng.random() < 0.85:
                self.add_bass(0.5)
            if rng.random() < 0.8:
                self.add_backing(self.player(_FAMILIAR), 0.25)
            if rng.random() < 0.4:
                self.add_melody(lead, 0.4)
        elif rng.random() < 0.2:
            self.add_melody(lead, 0.6)
            self.traits.add("melody only")
        else:
            pattern = self.add_backing(self.player(_FAMILIAR), 0.35)
            if rng.random() < 0.5 or pattern in _PUSHED:
                self.add_bass(0.5)
            if rng.random() < 0.6 or pattern in _SPARSE:
                self.add_melody(lead, 0.5)
        if rng.random() < 0.2:
            self.add_pickup(lead)


def song(seed: int, *, unfamiliar: bool = False, speech: Sound | None = None) -> Song:
    """A song drawn from a seed. `unfamiliar` ones have patterns and instruments that the others never have; `speech` is laid over
    some of them."""
    composer = _Composer(seed, unfamiliar=unfamiliar)
    composer.compose()
    return _performed(composer, seed, speech)


def _performed(composer: _Composer, seed: int, speech: Sound | None) -> Song:
    rng, traits = composer.rng, composer.traits
    clock = _clock(composer, rng, traits)
    sound = _played(composer, clock, rng, seed, traits)
    sound = _disturbed(sound, rng, traits, speech)
    first = int(np.floor(min(event[0] for event in [*composer.score.notes, *composer.score.strokes])))
    beats = tuple(clock(float(b)) for b in range(first, composer.bars * composer.meter))
    downbeats = tuple(clock(float(b * composer.meter)) for b in range(composer.bars) if b * composer.meter >= first)
    return Song(
        seed=seed,
        sound=sound,
        beats=beats,
        downbeats=downbeats,
        tempo=composer.tempo,
        meter=composer.meter,
        drums=composer.drums,
        kind=", ".join(composer.kind),
        traits=frozenset(traits),
    )


class _Clock:
    """Turns beats into seconds."""

    def __init__(self, beats: np.ndarray, seconds: np.ndarray, swing: float) -> None:
        self._beats, self._seconds, self._swing = beats, seconds, swing

    def __call__(self, beat: float) -> float:
        whole = np.floor(beat)
        part = beat - whole
        part = part * 2 * self._swing if part < 0.5 else self._swing + (part - 0.5) * 2 * (1 - self._swing)
        return float(np.interp(whole + part, self._beats, self._seconds))


def _clock(composer: _Composer, rng: np.random.Generator, traits: set[str]) -> _Clock:
    beats = np.arange(-4, composer.bars * composer.meter + 8 + 1e-9, 0.25)
    pace = np.ones(len(beats))
    if rng.random() < 0.3:
        traits.add("drift")
        wave = np.sin(2 * np.pi * beats / rng.uniform(30, 90) + rng.uniform(0, 6))
        pace += rng.uniform(0.01, 0.03) * wave + rng.uniform(-0.04, 0.04) * beats / beats[-1]
    swing = 0.5
    if rng.random() < 0.2 and composer.tempo < 165:
        traits.add("swing")
        swing = rng.uniform(0.57, 0.67)
    late = 0.3
    if rng.random() < 0.3:
        traits.add("late")
        late = rng.uniform(1.0, 4.0)
    seconds = np.concatenate([[0.0], np.cumsum(0.25 * 60 / (composer.tempo * pace[:-1]))])
    first = seconds[np.searchsorted(beats, -composer.pickup - 1e-9)]
    return _Clock(beats, seconds - first + late, swing)


def _played(composer: _Composer, clock: _Clock, rng: np.random.Generator, seed: int, traits: set[str]) -> Sound:
    end = clock(float(composer.bars * composer.meter))
    mix = np.zeros(int((end + 0.4) * RATE_HZ), np.float32)
    loose = rng.uniform(0.0, 0.006)
    if rng.random() < 0.3:
        traits.add("loose")
        loose = rng.uniform(0.008, 0.016)
    for beat, name, pitch, length, loud in composer.score.notes:
        at = clock(beat) + rng.normal(0, loose)
        held = round(100 * max(0.06, clock(beat + length) - clock(beat)))
        _add(mix, note(name, pitch, held), at, loud * rng.uniform(0.85, 1.0))
    kit = seed % 7
    level = rng.uniform(0.5, 1.1)
    for beat, name, loud in composer.score.strokes:
        _add(mix, drum(name, kit), clock(beat) + rng.normal(0, loose / 2), level * loud * rng.uniform(0.85, 1.0))
    return _in_a_room(mix, rng)


def _add(mix: Sound, sound: Sound, at: float, gain: float) -> None:
    start = max(0, int(at * RATE_HZ))
    end = min(mix.size, start + sound.size)
    if start < end:
        mix[start:end] += np.float32(gain) * sound[: end - start]


def _in_a_room(mix: Sound, rng: np.random.Generator) -> Sound:
    """With some reverberation and the loudness of a record."""
    if rng.random() < 0.5:
        t = np.arange(int(0.6 * RATE_HZ)) / RATE_HZ
        tail = rng.standard_normal(t.size) * np.exp(-t * rng.uniform(6, 14)) * 0.02
        size = mix.size + tail.size
        wet = np.fft.irfft(np.fft.rfft(mix, size) * np.fft.rfft(tail, size), size)[: mix.size]
        mix = mix + wet.astype(np.float32) * rng.uniform(0.3, 1.0)
    loud = float(np.percentile(np.abs(mix), 99)) + 1e-6
    return np.tanh(mix / loud * rng.uniform(0.4, 0.9)).astype(np.float32) * np.float32(rng.uniform(0.2, 0.9))


def _disturbed(sound: Sound, rng: np.random.Generator, traits: set[str], speech: Sound | None) -> Sound:
    level = float(np.sqrt(np.mean(sound**2)))
    if rng.random() < 0.15:
        traits.add("noise")
        noise = rng.standard_normal(sound.size).astype(np.float32)
        sound = sound + noise * np.float32(level * 10 ** (-rng.uniform(8, 20) / 20))
    if speech is not None and rng.random() < 0.15:
        traits.add("speech")
        start = int(rng.integers(0, max(1, speech.size - sound.size)))
        words = np.resize(speech[start:], sound.size)
        sound = sound + words * np.float32(level / (np.sqrt(np.mean(words**2)) + 1e-9) * 10 ** (rng.uniform(-6, 3) / 20))
    return sound
