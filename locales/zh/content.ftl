# Cutroom 自己放进成品里的字：文件里的标题和标记、画面上的字。

made-with = 由 Cutroom 制作
synthetic-speech = 含有合成语音
