"""What players play in a bar: drums on a grid of quarter beats, accompaniments and basses as (beat, what, length)."""

DRUMS_4: dict[str, dict[str, str]] = {
    "rock": {"kick": "x.......x.......", "snare": "....x.......x...", "hat": "x.x.x.x.x.x.x.x."},
    "rock pushed": {"kick": "x.......x.x.....", "snare": "....x.......x...", "hat": "x.x.x.x.x.x.x.x."},
    "four on the floor": {"kick": "x...x...x...x...", "clap": "....x.......x...", "open": "..x...x...x...x."},
    "house": {"kick": "x...x...x...x...", "hat": "x.x.x.x.x.x.x.x.", "open": "..x...x...x...x.", "shaker": "xxxxxxxxxxxxxxxx"},
    "funk": {"kick": "x..x......x.....", "snare": "....x..o.o..x...", "hat": "xxxxxxxxxxxxxxxx"},
    "break": {"kick": "x.x.......xx....", "snare": "....x..o....x...", "hat": "x.x.x.x.x.x.x.x."},
    "pop": {"kick": "x.....x...x.....", "snare": "....x.......x...", "hat": "x.x.x.x.x.x.x.x."},
    "ballad": {"kick": "x.......x.......", "rim": "....x.......x...", "hat": "x...x...x...x..."},
    "march": {"kick": "x.......x.......", "snare": "x...x.ooxo..x.oo"},
    "ride": {"kick": "x.........x.....", "snare": "....x.......x...", "ride": "x...x...x...x..."},
    # kept out of the fitting
    "bossa": {"kick": "x..xx..xx..xx..x", "rim": "x..x..x...x..x..", "shaker": "x.x.x.x.x.x.x.x."},
    "disco": {"kick": "x...x...x...x...", "snare": "....x.......x...", "hat": "x.xxx.xxx.xxx.xx", "open": "..x...x...x...x."},
    "swing": {"kick": "o...o...o...o...", "ride": "x...x.x.x...x.x.", "hat": "....x.......x..."},
    "motown": {"kick": "x.x...x.x.x...x.", "snare": "x...x...x...x...", "shaker": "x.x.x.x.x.x.x.x."},
}
DRUMS_3: dict[str, dict[str, str]] = {
    "waltz": {"kick": "x...........", "snare": "....o...o...", "hat": "....x...x..."},
    "rock in three": {"kick": "x...........", "snare": "........x...", "hat": "x.x.x.x.x.x."},
    "ballad in three": {"kick": "x.....x.....", "rim": "....x...x...", "hat": "x.x.x.x.x.x."},
    "ride in three": {"kick": "x...........", "snare": "....x.......", "ride": "x...x...x..."},
    # kept out of the fitting
    "swing in three": {"kick": "x...........", "ride": "x...x.x.x...", "hat": "....x......."},
    "pop in three": {"kick": "x.......x...", "clap": "....x.......", "hat": "x.x.x.x.x.x.", "shaker": "xxxxxxxxxxxx"},
}

Stroke = tuple[float, str, float]
"""Beat of the bar, what is played (`c` the chord, `b` the bass, a digit the chord's tone), length in beats."""

BACKING_4: dict[str, list[Stroke]] = {
    "quarters": [(b, "c", 0.9) for b in range(4)],
    "halves": [(0, "c", 1.9), (2, "c", 1.9)],
    "whole": [(0, "c", 3.9)],
    "eighths": [(b / 2, "c", 0.4) for b in range(8)],
    "arpeggio": [(b / 2, "02434342"[b], 0.9) for b in range(8)],
    "fast arpeggio": [(b / 4, "0243"[b % 4], 0.5) for b in range(16)],
    "alberti": [(b / 2, "0424"[b % 4], 0.5) for b in range(8)],
    "oom-pah": [(0, "b", 0.8), (1, "c", 0.5), (2, "5", 0.8), (3, "c", 0.5)],
    "off-beats": [(b + 0.5, "c", 0.3) for b in range(4)],
    "three three two": [(0, "c", 1.3), (1.5, "c", 1.3), (3, "c", 0.9)],
    "charleston": [(0, "c", 1.3), (1.5, "c", 0.5)],
    # kept out of the fitting
    "strum": [(0, "c", 0.9), (1, "c", 0.4), (1.5, "c", 0.9), (2.5, "c", 0.4), (3, "c", 0.4), (3.5, "c", 0.4)],
    "stride": [(0, "b", 0.8), (1, "c", 0.7), (2, "b", 0.8), (3, "c", 0.7), (3.5, "4", 0.4)],
    "ostinato": [(b / 2, "04240424"[b], 0.4) for b in (0, 1, 2, 3, 5, 6, 7)],
}
BACKING_3: dict[str, list[Stroke]] = {
    "oom-pah-pah": [(0, "b", 0.8), (1, "c", 0.5), (2, "c", 0.5)],
    "quarters": [(b, "c", 0.9) for b in range(3)],
    "whole": [(0, "c", 2.9)],
    "arpeggio": [(b / 2, "024342"[b], 0.9) for b in range(6)],
    "fast arpeggio": [(b / 4, "024342024342"[b], 0.5) for b in range(12)],
    "half and quarter": [(0, "c", 1.9), (2, "c", 0.9)],
    # kept out of the fitting
    "strum": [(0, "c", 0.9), (1, "c", 0.4), (1.5, "c", 0.4), (2, "c", 0.4), (2.5, "c", 0.4)],
    "ostinato": [(b / 2, "042424"[b], 0.4) for b in (0, 1, 2, 3, 5)],
}
BASS_4: dict[str, list[Stroke]] = {
    "roots": [(0, "0", 1.9), (2, "0", 1.9)],
    "long": [(0, "0", 3.9)],
    "walking": [(0, "0", 0.9), (1, "2", 0.9), (2, "4", 0.9), (3, "2", 0.9)],
    "eighths": [(b / 2, "0", 0.45) for b in range(8)],
    "octaves": [(b / 2, "07"[b % 2], 0.4) for b in range(8)],
    "pushed": [(0, "0", 1.3), (1.5, "0", 0.4), (2, "0", 0.9), (3.5, "4", 0.4)],
    "three three two": [(0, "0", 1.4), (1.5, "0", 1.4), (3, "4", 0.9)],
}
BASS_3: dict[str, list[Stroke]] = {
    "roots": [(0, "0", 2.9)],
    "walking": [(0, "0", 0.9), (1, "2", 0.9), (2, "4", 0.9)],
    "half and quarter": [(0, "0", 1.9), (2, "4", 0.9)],
}
MOTIFS_4: list[list[float]] = [
    [0, 1, 2, 3],
    [0, 1, 2],
    [0, 0.5, 1, 2, 3],
    [0, 1, 1.5, 2, 3],
    [0, 1.5, 2, 3],
    [0, 0.5, 1, 1.5, 2, 3],
    [0, 2, 3],
    [0, 1, 2, 2.5, 3, 3.5],
    [0, 1.5, 2, 3.5],
    [0.5, 1, 2, 2.5, 3],
    [0, 2],
    [0, 0.75, 1, 2, 2.75, 3],
]
MOTIFS_3: list[list[float]] = [
    [0, 1, 2],
    [0, 2],
    [0, 0.5, 1, 2],
    [0, 1, 2, 2.5],
    [0, 1.5, 2],
    [0, 0.5, 1, 1.5, 2],
    [0],
    [0, 1, 1.5, 2],
]
KEPT_OUT = frozenset({"bossa", "disco", "swing", "motown", "swing in three", "pop in three", "strum", "stride", "ostinato"})
"""Patterns that only the unfamiliar songs have."""
