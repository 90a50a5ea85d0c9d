# pyright: basic
"""Chinese text in words, by the dictionary and the hidden Markov model of jieba."""

import logging


def chinese_words(text: str) -> list[str]:
    """The words and marks of a text, in order; together they are the text. The first call reads the dictionary: half a second."""
    import jieba

    jieba.setLogLevel(logging.ERROR)
    return list(jieba.cut(text))
