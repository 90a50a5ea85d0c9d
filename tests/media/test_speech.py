import json
import subprocess
import sys
import wave
from array import array
from itertools import pairwise

import pytest

from media.errors import EngineMissing, MediaError
from media.settings import MediaSettings
from media.speech.espeak import Espeak, _pronounced
from media.speech.numerals import chinese, vietnamese
from media.speech.port import Speaker
from media.speech.reading import readable, sentences

pytestmark = [pytest.mark.unit, pytest.mark.usefixtures("no_children")]

TEXTS = {
    "en": "Hello everyone, welcome back. Today we look at 42 cats!",
    "zh": "大家好，欢迎回来。今天我们看42只大熊猫，用YouTube做视频！",
    "vi": "Chào các bạn, hôm nay chúng ta xem 42 con mèo. Mình thích YouTube!",
}

_PHONEMES = """
import ctypes, json, sys, espeakng_loader
library = ctypes.CDLL(espeakng_loader.get_library_path())
libc = ctypes.CDLL(None)
library.espeak_Initialize(2, 0, str(espeakng_loader.get_data_path()).encode(), 0)
callback = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_int, ctypes.c_void_p)(lambda *_: 0)
library.espeak_SetSynthCallback(callback)
library.espeak_SetPhonemeTrace(1, ctypes.c_void_p.in_dll(libc, "stdout"))
voice, text = json.load(sys.stdin)
assert library.espeak_SetVoiceByName(voice.encode()) == 0
raw = text.encode() + b"\\0"
library.espeak_Synth(raw, len(raw), 0, 1, 0, 1 | 0x100, None, None)
libc.fflush(None)
"""


def phonemes(voice: str, text: str) -> str:
    """What espeak-ng makes of a text; in a process of its own, as always."""
    asked = subprocess.run(
        [sys.executable, "-c", _PHONEMES], input=json.dumps([voice, text]), capture_output=True, text=True, timeout=30, check=True
    )
    return asked.stdout


@pytest.fixture
def speaker():
    return Espeak(MediaSettings())


def samples(path) -> array:
    with wave.open(str(path)) as file:
        assert (file.getnchannels(), file.getsampwidth()) == (1, 2)
        return array("h", file.readframes(file.getnframes()))


def pitch(heard: array, rate_hz: int) -> float:
    """Median pitch in hertz of the loud stretches, by autocorrelation."""
    import numpy as np

    sound = np.array(heard, dtype=float)
    found = []
    for at in range(0, len(sound) - 1024, 700):
        window = sound[at : at + 1024] - sound[at : at + 1024].mean()
        if np.abs(window).max() < np.abs(sound).max() / 10:
            continue
        same = np.correlate(window, window, "full")[1023:]
        lag = rate_hz // 500 + int(same[rate_hz // 500 : rate_hz // 60].argmax())
        found += [rate_hz / lag] if same[lag] > same[0] / 2 else []
    return float(np.median(found))


def test_it_is_a_speaker():
    speaker: Speaker = Espeak()
    assert speaker.languages == ("en", "zh", "vi")
    assert not speaker.clones_voice
    assert {"female", "male", "child", "deep", "robot", "chipmunk"} == set(speaker.voices)


@pytest.mark.parametrize("language", TEXTS)
async def test_sentences_are_spoken_and_timed(speaker, tmp_path, language):
    target = tmp_path / "voice.wav"
    spoken = await speaker.speak(TEXTS[language], language, None, target)
    heard = samples(target)
    assert spoken.rate_hz == 22_050
    assert len(heard) / spoken.rate_hz == pytest.approx(spoken.duration, abs=0.001)
    assert 4 < spoken.duration < 10
    assert [text for _, _, text in spoken.lines] == sentences(TEXTS[language])
    assert spoken.lines[-1][1] == pytest.approx(spoken.duration)
    for (_, end, _), (start, _, _) in pairwise(spoken.lines):
        assert 0.2 < start - end < 0.6
        assert max(map(abs, heard[round(end * 22_050) : round(start * 22_050)])) < 50
    for start, end, _ in spoken.lines:
        assert max(map(abs, heard[round(start * 22_050) : round(end * 22_050)])) > 3000
    assert max(map(abs, heard)) < 32_767
    assert list(tmp_path.iterdir()) == [target]


@pytest.mark.parametrize("language", TEXTS)
async def test_voices_differ_as_their_names_say(speaker, tmp_path, language):
    heights = {}
    for voice in ("deep", "male", "female", "child", "chipmunk"):
        spoken = await speaker.speak(TEXTS[language], language, voice, tmp_path / f"{voice}.wav")
        heights[voice] = pitch(samples(tmp_path / f"{voice}.wav"), spoken.rate_hz)
    assert heights["deep"] < heights["male"] * 0.9
    assert heights["male"] * 1.5 < heights["female"] < heights["child"] * 0.8
    assert 150 < heights["female"] < 260


@pytest.mark.parametrize(("text", "rises"), [("麻", True), ("熊", True), ("慢", False), ("má", True), ("mà", False)])
async def test_tones_are_sung(speaker, tmp_path, text, rises):
    language = "vi" if text[0] == "m" else "zh"
    spoken = await speaker.speak(text, language, "female", tmp_path / "tone.wav")
    heard = samples(tmp_path / "tone.wav")
    third = len(heard) // 3
    first, last = pitch(heard[: third + 1100], spoken.rate_hz), pitch(heard[-third - 1100 :], spoken.rate_hz)
    assert (last > first * 1.03) if rises else (last < first * 0.99)


def test_vietnamese_is_vietnamese():
    said = phonemes("vi", "Xin chào các bạn, hôm nay chúng ta xem phim")
    assert "(en)" not in said
    assert "tS'a:2w" in said  # chào, with its falling tone
    assert "k,a:3c" in said  # các


@pytest.mark.parametrize(
    "text",
    [
        "大家好，欢迎回来",
        "大熊猫和英雄兄弟都很穷，窘迫",
        "一点儿也不好玩儿，这儿的花儿",
        "臺灣的風景，一點兒也不差",
        "女儿和儿子",
    ],
)
def test_chinese_is_chinese(text):
    said = phonemes("cmn", _pronounced(text))
    assert "(en)" not in said
    assert said.count("'") + said.count(",") > 0


@pytest.mark.parametrize(
    ("text", "heard"), [("银行", "X'A35N"), ("重庆", "ts.hong35"), ("长大", "ts.A21N"), ("头发", "fA33"), ("熊", "S;j'ong35")]
)
def test_letters_with_several_readings(text, heard):
    assert heard.replace("'", "") in phonemes("cmn", _pronounced(text)).replace("'", "")


def test_latin_words_in_chinese_and_vietnamese_are_read_in_english():
    for voice, text in (("cmn", "我用YouTube看视频"), ("vi", "mình thích YouTube")):
        assert "(en)j" in phonemes(voice, text)


@pytest.mark.parametrize(
    ("language", "text", "said"),
    [
        ("en", "Only $10.99 for 3-5 kg 😂", "Only 10.99 dollars for 3 to 5 kilograms"),
        ("zh", "2024年增长50%，共10500元", "二零二四年增长百分之五十，共一万零五百元"),
        ("zh", "42只猫，2个人，10:30见", "四十二隻猫，两个人，十点三十分见"),
        ("zh", "电话13800138000，重3.5kg", "电话一三八零零一三八零零零，重三点五公斤"),
        ("zh", "我只有2024个", "我只有二千零二十四个"),
        ("vi", "giá 10.000đ, giảm 50%", "giá mười nghìn đồng, giảm năm mươi phần trăm"),
        (
            "vi",
            "ngày 25/12/2024 lúc 10h30",
            "ngày hai mươi lăm tháng mười hai năm hai nghìn không trăm hai mươi tư lúc mười giờ ba mươi",
        ),
        ("vi", "3,5 km", "ba phẩy năm ki lô mét"),
        ("vi", "gọi 0912345678", "gọi không chín một hai ba bốn năm sáu bảy tám"),
    ],
)
def test_numbers_and_signs_in_words(language, text, said):
    assert readable(text, language) == said


@pytest.mark.parametrize(
    ("number", "han", "vi"),
    [
        (0, "零", "không"),
        (10, "十", "mười"),
        (21, "二十一", "hai mươi mốt"),
        (105, "一百零五", "một trăm linh năm"),
        (1010, "一千零一十", "một nghìn không trăm mười"),
        (10_005, "一万零五", "mười nghìn không trăm linh năm"),
        (120_000, "十二万", "một trăm hai mươi nghìn"),
        (100_010_000, "一亿零一万", "một trăm triệu không trăm mười nghìn"),
        (2_500_000_000, "二十五亿", "hai tỷ năm trăm triệu"),
    ],
)
def test_numerals(number, han, vi):
    assert (chinese(number), vietnamese(number)) == (han, vi)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Dr. Who paid 3.50. Then left!", ["Dr. Who paid 3.50.", "Then left!"]),
        ("他说：“真的吗？”好！", ["他说：“真的吗？”", "好！"]),
        ("Một.\nHai\n\nBa…", ["Một.", "Hai", "Ba…"]),
        ("……😂!!", []),
        ("a.com is up", ["a.com is up"]),
    ],
)
def test_sentences(text, parts):
    assert sentences(text) == parts


async def test_what_cannot_be_said_is_refused(speaker, tmp_path):
    for text, language, voice, code in (
        ("😂 …", "en", None, "nothing-to-say"),
        ("bonjour", "fr", None, "no-such-language"),
        ("hi", "en", "reference", "no-such-voice"),
    ):
        with pytest.raises(MediaError) as refused:
            await speaker.speak(text, language, voice, tmp_path / "voice.wav")
        assert refused.value.code == code
    assert list(tmp_path.iterdir()) == []


async def test_marks_of_the_engine_are_no_way_in(speaker, tmp_path):
    plain = await speaker.speak("hello", "en", None, tmp_path / "a.wav")
    marked = await speaker.speak("[[hello]]", "en", None, tmp_path / "b.wav")
    assert marked.duration == pytest.approx(plain.duration, abs=0.05)


async def test_a_missing_wheel_is_a_missing_engine(speaker, tmp_path, monkeypatch):
    async def fails(*_args, **_kwargs):
        from media.errors import ProcessFailed

        raise ProcessFailed("python failed", stderr="ModuleNotFoundError: No module named 'espeakng_loader'")

    monkeypatch.setattr("media.speech.espeak.run_module", fails)
    with pytest.raises(EngineMissing):
        await speaker.speak("hi", "en", None, tmp_path / "a.wav")


def test_the_library_stays_out_of_our_process():
    program = "import sys, media.speech.espeak; print('espeakng_loader' in sys.modules)"
    asked = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=30, check=True)
    assert asked.stdout.strip() == "False"
