# Cutroom 自己放进成品里的字：文件里的标题和标记、画面上的字。

made-with = 由 Cutroom 制作
synthetic-speech = 含有合成语音

## 用话说出来的方案

plan-goals = 想要的：{ $list }
plan-edit = 要改的：{ $list }
plan-implicit = 顺带做的：{ $list }
plan-missing = 还缺：{ $list }
plan-steps = 做法：
plan-delivers = 得到：{ $list }
plan-estimate = 预计：{ $minutes } 分钟的素材，要做 { $seconds } 秒
plan-unbuilt = 还没做好
plan-nothing = 不用制作什么。
plan-not-understood = 没看懂想要什么。
plan-refused = 做不到：{ $code }
plan-kind-video = 视频
plan-kind-audio = 声音
plan-kind-image = 图片
plan-kind-text = 文字
plan-kind-midi = MIDI
plan-kind-subtitle = 字幕
