### 机器人用中文说的话：像朋友聊天，称「你」，句子短，标点用全角。

## 时长、大小、并列

span-seconds = { $n } 秒
span-minutes = { $n } 分钟
span-minutes-seconds = { $n } 分 { $rest } 秒
span-hours = { $n } 小时
span-hours-minutes = { $n } 小时 { $rest } 分钟
size-kb = { $n } KB
size-mb = { $n } MB
size-gb = { $n } GB
list-between = 、
list-last = 和
text-file-head = { $head }……全文在文件里。
link = { $name }：{ $url }

## 名称

language-en = 英文
language-zh = 中文
language-vi = 越南文
spoken-en = English
spoken-zh = 中文
spoken-vi = Tiếng Việt
kind-video = 视频
kind-audio = 音频
kind-image = 图片
kind-text = 文字稿
kind-midi = MIDI 文件
kind-subtitle = 字幕文件（.srt）
kind-animation = 动图
kind-file = 文件

## 进度

status-received = 👀 收到，我先看看……
status-planning = 👀 收到，我先看看……
status-waiting = 💬 还差一样东西，看看我的提问。
status-queued =
    { $place ->
        [0] ⏳ 马上就到你了。
       *[other] ⏳ 排队中，前面还有 { $place } 个。
    }
status-running = 🎬 { $stage } · { $percent }%
status-running-left = 🎬 { $stage } · { $percent }% · 还要 { $left }左右
status-delivering = 📦 做好了，正在发给你……
status-delivered = ✅ 做好了，用时 { $took }。
status-refused = ⚠️ 这个做不了，原因见下面。
status-failed = ⚠️ 没做成，原因见下面。
status-cancelled = 🛑 已取消。

stage-probe = 检查文件
stage-plan = 想想怎么做
stage-look = 看一遍素材
stage-speak = 配音
stage-edit = 剪辑
stage-render = 渲染
stage-check = 检查成品
stage-deliver = 收尾

## 按钮

button-cancel = 取消
action-undo = 撤销
action-redo = 恢复
action-retry = 再试一次
action-smaller_text = 字小一点
action-bigger_text = 字大一点
action-vertical = 改成竖屏
action-captions = 加字幕
action-shorter = 短一点
action-export = 导出
action-how = 怎么做的

## 对话

hint-file = 文件收到啦！想让我怎么处理？直接说就行，比如「做成表情包」。我先替你留十分钟。
hint-voice = 我在这里听不懂语音，请用文字告诉我想做什么。你的录音我先留着当素材。
hint-empty = 发给我一段视频、一张图片或一段声音，再说说想怎么做，比如「做成表情包」。说「帮助」可以看我会什么。
already-answered = 已经有人回答过了，正在做呢。
already-over = 这个已经结束了。

## 预设

preset-saved = 已存为“{ $name }”。下次发文件时说一声“用预设{ $name }”就行。
preset-shared = 已存为大家都能用的“{ $name }”。发文件时说一声“用预设{ $name }”就行。
preset-deleted = “{ $name }”已经删掉了。
preset-list = 你的预设：
preset-row = • { $name }：{ $capabilities }
preset-row-words = • { $name }：“{ $wish }”
preset-row-shared = • { $name }（大家可用）：{ $capabilities }
preset-row-shared-words = • { $name }（大家可用）：“{ $wish }”
preset-none = 你还没有存过预设。
preset-how = 回复满意的成品，写“/preset save 名字”，或者直接写“/preset save 名字 做成竖屏加字幕”。之后用“/preset use 名字”就能照样再来一次。还有：/preset list 查看，/preset delete 名字 删除，/preset share 名字 给群里所有人用。

## 帮助

help-head = 我是你的剪辑室。把文件发给我，用自己的话说想要什么，我就把成品发给你。我会这些：
help-row = • { $name }：「{ $example }」
help-row-plain = • { $name }
help-foot = 不太满意？直接回复成品，说说要改什么就行，比如「字小一点」「撤销」。

## 成品上方的话

result-done = 做好啦！
result-done-meme = 你要的梗做好啦！😄
result-done-reframe = 画面比例改好啦！
result-done-subtitle = 字幕加好啦！
result-done-transcribe = 说的话都写下来了。
result-done-voiceover = 配音做好啦！
result-done-adjust = 调整好啦！
result-done-concat = 拼好啦！
result-done-overlay = 叠加好啦！
result-done-speed = 速度调好啦！
result-done-title = 文字加好啦！
result-done-trim = 剪好啦！
result-done-highlights = 精彩片段剪好啦！
result-done-tighten = 静音部分剪掉啦！
result-done-add_music = 音乐加好啦！
result-done-extract_audio = 声音提取好啦！
result-done-compress = 压缩好啦！
result-done-convert = 格式转好啦！
result-done-gif = 动图做好啦！
result-done-thumbnail = 封面挑好啦！
result-done-loudness = 音量调均匀啦！
result-done-slice = 按停顿切好啦，都按顺序放在这个压缩包里。
result-done-denoise = 噪音去掉啦！
result-done-export = 工程导出好啦，可以在别的剪辑软件里接着剪。
result-done-edit = 改好啦！
result-done-undo = 已经退回上一版啦。
result-done-redo = 恢复好啦，这是后来的那一版。
result-done-several = 一次做好啦：{ $capabilities }。

## 用文字回答

result-done-ask = 找到的内容在这里。
result-done-summarize = 总结好了。
result-done-chapters = 章节分好了。
result-done-describe = 我看到的是这些。
result-done-find = 找到的内容在这里。
result-done-write = 写好了。
result-answer-found = 💬 找到了：
result-answer-none = 🤷 我从头到尾找过了，里面没有说到这个。
result-answer-foreign = 🤷 没找到。里面说的是{ $language }，请用{ $language }再问一次，尽量用里面可能出现的词。
result-nothing-said = 🤷 里面没有能认出来的话，画面上也没有字。发一份字幕给我，我可以再找一遍。
result-summary = 📝 简单来说：
result-chapters = 📑 章节：
result-description = 👀 我看到的：
result-chapters-none = 🤷 我分不出段落：里面没有人说话，画面也一直没变。
result-nothing-seen = 🤷 里面没有画面可以描述。
result-moments-found = 🔎 找到了：
result-moments-none = 🤷 我从头到尾找过了，没有这样的片段。
result-outline = 🗒️ 用素材里的原话列的提纲：
result-written = ✍️ 初稿如下：
answer-quote = { $n }. { $time }　“{ $text }”
answer-quote-untimed = { $n }. “{ $text }”
answer-shown = { $n }. { $time }　{ $text }
answer-shown-untimed = { $n }. { $text }
answer-point = • { $text }（{ $time }）
answer-point-untimed = • { $text }
answer-chapter = { $time } { $text }
answer-chapter-untimed = { $text }
answer-shot = { $time } – { $end } · { $text }
answer-shot-untimed = • { $text }
answer-time-in = { $time }（{ $name }）
answer-clip = ▶ { $time }
answer-more = ……全文在文件里。
answer-rough = ⚠️ 我在这里只能大致听懂，字词可能有错，时间是准的。

## 怎么做的

how-head = 这个成品是这样做出来的：
how-asked = 🎯 你要的：{ $wishes }
how-wish = { $capability }（{ $settings }）
how-words = 「{ $text }」
how-unsaid = 💡 你没说，我顺手加了「{ $capability }」，因为{ $reason }。不想要就点下面的按钮。
how-without = 不要「{ $capability }」
how-steps = ⚙️ 一共 { $steps } 步，用时 { $took }
how-cached = ♻️ 其中 { $cached } 步之前做过，这次直接用上了。
how-good = ✅ 检查过，没问题：{ $criteria }
how-unmet = ⚠️ 还差一点的：{ $criteria }
how-score = { $criterion }（{ $percent }%）
how-mended = 🔧 修好了：{ $criteria }
how-mend = { $criterion }（{ $before }% → { $after }%）
how-model = 🧠 语言模型：{ $tokens } 个 token，大约 { $dollars } 美元
how-model-unpriced = 🧠 语言模型：{ $tokens } 个 token

reason-platform = 你要发的平台就适合这样
reason-narration = 只有人声会显得单调
reason-other = 一般都会配上它

criterion-length = 时长
criterion-size = 文件大小
criterion-frame = 画面比例
criterion-resolution = 清晰度
criterion-streams = 画面和声音都在
criterion-loudness = 音量
criterion-peak = 最响处不爆音
criterion-black = 没有黑屏
criterion-frozen = 画面没卡住
criterion-silent = 声音没断
criterion-start = 音画同步
criterion-glyphs = 每个字都显示得出
criterion-safe_area = 字没被边缘挡住
criterion-legible = 字够大看得清
criterion-language = 文字的语言

## 出错时

error-internal = 抱歉，我这边出了点问题。请再试一次；要是还不行，请告诉管理员。
error-agent = 抱歉，做的时候我这边出了点问题。请再试一次。
error-media = 抱歉，这个文件我处理不了。
error-not-understood = 我没太明白你想要什么。可以试试「做成表情包」这样的说法，或者说「帮助」看看我会什么。
error-impossible = 抱歉，这个我在这里做不了。
error-cancelled = 已取消，什么都没生成。
error-quota-exceeded =
    { $limit ->
       *[other] 今天的 { $limit } 次已经用完了，{ $resets }后就有新的。
    }
error-unknown-job = 找不到这个任务了。
error-wrong-state = 来不及啦，这个任务已经进行到下一步了。
error-not-allowed = 只有提出请求的人才能这么做。
error-not-built = 这个我还不会。
error-unavailable = 我暂时连不上后台，请过一分钟再试。
error-withdrawn = 这个任务被中止了。
error-job-timeout = 做了超过 { $minutes } 分钟还没做完，我先停下了。换短一点的片段应该可以。
error-step-timeout = 其中一步卡了 { $minutes } 分钟，我先停下了。换短一点的片段应该可以。
error-unknown-button = 这个按钮是旧版本留下的。直接用文字告诉我想要什么吧。

error-not-media =
    { $found ->
        [text] 这其实是个改了名字的文本文件，不是视频、音频或图片。
        [undecodable] 文件能打开，可里面的画面和声音读不出来。重新导出一次再发给我试试吧。
       *[other] 这个文件我读不了，它不是我认识的视频、音频或图片。
    }
error-truncated = 这个文件不完整，后面缺了一截，能再发一次吗？
error-playlist = 这只是一个播放列表，里面只有链接。请把视频本身发给我。
error-process-failed = 抱歉，剪辑工具处理不了这个文件，换个格式也许可以。
error-process-killed = 机器资源不够，没能做完。请再试一次，或者换短一点的片段。
error-process-timeout = 处理时间太长，我先停下了。换短一点的片段应该可以。
error-engine-missing = 这里还没装做这件事需要的东西：{ $engine }。
error-bad-captions = 这个字幕文件我读不了。换成 .srt、.vtt 或 .ass 文件就行。
error-does-not-fit = 有 { $duration }长，要压到 { $limit_mb } MB 以内，画质就没法看了。换短一点的片段试试吧。
error-too-large = 这个文件太大了，我最多能收 { $limit_mb } MB。能发个小一点或短一点的吗？

error-post-failed = 成品做好了，可是没能发到这里。请再跟我说一次。
error-too-large-to-post = 成品做好了，可是太大，发不到这里。可以让我弄短一点或小一点。
error-file-gone-from-platform = 这个文件已经取不到了，可能过期或被删除了，能再发一次吗？
error-file-too-big-for-platform = 这个文件有 { $size_mb } MB，而这个聊天平台只允许机器人处理 { $limit_mb } MB 以内的文件。发个小一点或短一点的，或者给我一个能下载的链接也行。
error-sticker-not-material = 贴纸我剪不了 🙂 请直接发图片或视频，再告诉我想要什么。
error-links-off = 我在这里不打开链接，请直接把文件发给我。
error-link-failed = 从 { $site } 没能取到东西。这个链接别人打得开吗？直接发文件总是可以的。
error-link-blocked = 我不能访问 { $site }，只有互联网上公开的地址才行。请直接把文件发给我。
error-link-is-page = { $site } 打开的是网页，不是文件。请直接发文件，或者发以 .mp4、.mp3 之类结尾的链接。
error-empty-file = 这个文件是空的，能再发一次吗？
error-too-many-pixels = 这张图有 { NUMBER($width, useGrouping: 0) } × { NUMBER($height, useGrouping: 0) } 像素，我最多能处理 { NUMBER($limit_megapixels, useGrouping: 0) }00 万像素。缩小一点再发就行。
error-too-long =
    { $limit_minutes ->
       *[other] 这段长达 { $minutes } 分钟，我最多能处理 { $limit_minutes } 分钟。先剪短一点再发给我吧。
    }
error-too-many-streams = 这个文件里有 { $streams } 条轨道，我最多能处理 { $limit } 条。导出成一条画面加一条声音再发吧。
error-no-streams = 这个文件里既没有画面也没有声音。检查一下再发给我吧？
error-wrong-kind = 这类文件在这里用不上。
error-no-sound = 这个文件里没有声音。
error-gone = 「{ $name }」已经不在了，能再发一次吗？
error-asset-gone = 这个文件已经不在了，能再发一次吗？
error-empty-captions = 这个字幕文件里一个字也没有。
error-captions-outside = 这个字幕文件的时间都在视频之外，是不是配错视频了？
error-no-captions = 里面没有字幕，没法单独存成文件。可以先说“加字幕”。
error-too-many-parts = 一共有 { $count } 段，一段一段给太多了。说“导出otio”，我给你一个包含所有剪辑点的工程文件。
error-missing-glyphs = 这里没有字体能显示这些字：{ $letters }。换个写法吧。
error-caption-too-long = 字太多，画面放不下。能短一点吗？
error-unknown-color = 我不认识「{ $color }」这个颜色。换个常见的试试，比如黄色、白色。
error-no-font = 这里没装{ $language }字体，装上 { $install } 就好了。
error-unknown-store = 文件仓库的设置我不认识（{ $scheme }）。
error-not-yet = 我懂你的意思，不过这个（{ $capability }）我还不会。说「帮助」可以看我会什么。
error-bad-param = 「{ $capability }」的「{ $param }」不能这样填。
error-param-not-yet = 「{ $capability }」的「{ $param }」暂时还不能设成「{ $value }」。
error-no-such-part = 里面没有「{ $capability }」，没什么可去掉的。
error-nothing-left = 去掉这个就什么都不剩了。
error-no-pauses = 里面没有值得剪掉的停顿。
error-no-such-moments = 我都看过了，没找到“{ $query }”这样的内容。换个说法，或者不指定内容，我来挑最精彩的。
error-no-noise = 我没听到里面有可以去掉的噪音。
error-beyond-end = 你说的是第 { $at } 秒，可它总共只有 { $duration } 秒。
error-empty-stretch = 结束时间要在开始时间之后，请再看一下时间。
error-speed-beyond = 这个速度我做不到，{ $slowest } 倍到 { $fastest } 倍都可以。
error-no-picture = 这里面没有画面可以调整。
error-does-not-move = 这个只对视频或声音有用，图片本来就不动。
error-reverse-too-long = 最多只能倒放 { $limit } 秒，请先剪短一点。
error-no-words = 要加什么文字呢？请用引号写出来。
error-only-one-clip = 至少要两个视频或图片才能拼接。
error-needs-translation = 这些文字不是{ $language }，翻译需要接入语言模型。把{ $language }的文字发给我，或者请管理员设置一个。
error-no-speech = 我没听出里面有人说话。如果确实有，把字幕（.srt）或文字发给我吧。
error-no-transcriber-model = 语音模型“{ $engine }”不在或者读不出来，请管理员检查 CUTROOM_WHISPER_MODEL。在那之前，你可以把字幕（.srt）发给我。
error-no-embedder-model = 用来拿画面和文字作比较的模型“{ $engine }”不在或者读不出来，请管理员检查 CUTROOM_EMBEDDER。
error-transcriber-failed = 帮我听写的服务（{ $engine }）没有回应。过几分钟再试一次，或者把字幕（.srt）发给我。
error-no-model = 这得有语言模型才行，可这里没有设置。可以请管理员用 { $how } 设一个。
error-llm-failed = 语言模型没有给出能用的回答，请过几分钟再试试。
error-llm-budget = 这件事要用的语言模型额度超过了这里单个任务的上限（{ NUMBER($limit) } 个 token），换短一点的素材应该就行。
error-needs-writer = 凭空写作需要语言模型，这里还没有配置。发一段有人说话的视频、字幕或文字给我，我可以列出提纲。
error-no-such-moment = 那条回答里只有 { $count } 处。说第几个，或者说个时间，比如 1:20。
error-nothing-to-clip = 那条回答不是来自视频或录音，没有片段可剪。
error-nothing-to-say = 里面没有可以读出来的字。
error-no-such-language = 这种语言我还读不了（{ $language }）。
error-no-such-voice = 我没有这个声音，可以选：{ $voices }。
error-nothing-to-save = 我不知道要存什么。请回复一个成品，或者把要求写在名字后面。
error-unknown-preset = 没有叫“{ $name }”的预设。发 /preset list 看看有哪些。
error-too-many-presets = 预设最多 { $limit } 个。请先删掉一个：/preset delete 名字
error-bad-preset-name = 预设要有名字，最多 { $limit } 个字：/preset save 名字
error-nothing-to-edit = 要改哪一个？直接回复那条成品就行。
error-nothing-to-undo = 没有可以撤销的了：这就是第一版。要撤销别的，请回复那条成品。
error-nothing-to-redo = 没有可以恢复的。要恢复别的，请回复那条成品。
error-nothing-to-retry = 要重做哪一个？直接回复那条成品就行。
error-nothing-to-how = 想看哪个是怎么做的？请直接回复那条成品。
error-question-expired = 一直没等到你的回答，这个请求我先放下了。想要的时候再发给我就行。
error-gave-up = 抱歉，我试了好几次都没成。换个文件或短一点的片段也许可以。
error-undeliverable = 这个没能发到这里。
error-already-running = Cutroom 已经在这里运行了。
error-workers-ended = 还没做完后台就停了，日志在 { $log }。
error-nothing-to-reply = 还没有可以回复的成品。先不带 --reply 发一个请求吧。
error-bad-token = 聊天平台不认这个机器人令牌。
error-webhook-needs-address = Telegram 的 webhook 需要一个公网地址，并且要开着网页聊天的服务器。
error-web-account-needed = 登录已失效，请重新登录。
error-web-wrong-token = 口令不对，请再试一次。
error-web-invite-gone = 这个邀请已经用过或者过期了，请让对方再发一个。
error-web-not-yours = 你没有权限这样做。
error-web-upload-gone = 有个文件在路上丢了，请重新添加。
error-web-too-large = 这个文件太大了。
error-web-too-many-files = 等着处理的文件太多了，先说说要拿它们做什么吧。
error-web-disk-full = 服务器上放不下这个文件了。
error-web-chat-gone = 这个对话已经删除了。
error-web-link-gone = 这个链接已经过期，再要一次成品就会有新的链接。
error-web-other = 没有成功，请再试一次。
error-platform-busy = 聊天平台让我慢一点，请稍等。
error-platform-unreachable = 我暂时连不上聊天平台。
error-platform-blocked = 我不能在那个聊天里发言。
error-media-not-allowed = 这个群不让我发媒体文件。请管理员在群权限里放开，或者私聊我。
error-empty-answer = 什么也没有写。写几个字，或者添加一个文件吧。
error-no-material = 那条消息里没有我能用的文件。
error-may-not-write = 我不能在那个频道里发言。请服务器管理员给我这些权限：查看频道、发送消息（包括在子区里）、读取消息历史记录。
error-may-not-attach = 我不能在那个频道里发文件。请服务器管理员在那里给我“附加文件”权限。

failed-at = 出问题的是这一步：{ $step }。
failed-kept = 在那之前做好的（{ $steps } 步里的 { $kept } 步）都留着，再试一次会更快。

heard-rough = 这是用我自带的小引擎听的，常会听错，最好检查一下文字。把改好的 .srt 发给我，我就照它来。

## 提问

question-ask-video = 好呀！用哪段视频或哪张图片？回复我并发来就行。
question-ask-image = 好呀！用哪张图片？回复我并发来就行。
question-ask-subtitle = 这里我还听不出说了什么。回复我，发一个字幕文件（.srt、.vtt、.ass），或者把说的话写成文字发来。
question-ask-words = 要我说什么？直接回复文字，或者发一个 .txt。
question-ask-audio = 用哪段声音？回复我并发来就行。
question-ask-which = 我不太确定你的意思，是下面哪一种？换个说法再说一遍也行。
question-ask-spoken = 里面说的是哪种语言？我自己听不出来。如果有字幕文件（.srt），直接回复发给我也行。
question-cannot-hear = 我这里还听不懂{ $language }。把字幕（.srt、.vtt、.ass）或者说话内容的文字回复给我，我就接着做；也可以请管理员给我装一个语音模型（CUTROOM_WHISPER_MODEL）。
question-ask-midi = 旋律用哪个 MIDI 文件？回复我并发来就行。

## 命令行

console-answer-later = 这样回答：cutroom ask --reply "…"

## 网页

web-tagline = 聊天里的剪辑室
web-welcome = 今天想剪点什么？
web-welcome-how = 把视频、图片或字幕文件拖进来，说说你想要什么效果。
web-language = 语言
web-offline = 连接断开了，正在重连……
web-placeholder = 说说你想怎么剪……
web-attach = 添加文件
web-voice = 录一段语音
web-voice-stop = 停止录音
web-voice-denied = 这里没有麦克风权限，录不了音。
web-send = 发送
web-sending = 正在发送……
web-waiting = 等网络恢复后发送……
web-send-failed = 没有发出去，请再试一次。
web-retry = 重试
web-reply = 回复
web-replying-to = 正在回复
web-stop-replying = 取消回复
web-remove = 移除
web-drop = 松手即可添加文件
web-uploading = 正在上传……
web-stop-upload = 停止上传
web-download = 下载
web-gone-file = 这个文件已经不在了。
web-progress = 进度
web-messages = 消息
web-you = 你
web-earlier = 更早的消息
web-newest = 最新消息
web-skip = 跳到输入框
web-chats = 对话
web-new-chat = 新对话
web-rename = 重命名
web-title = 标题
web-delete = 删除
web-delete-sure = 要删除这个对话吗？里面还没做完的也会一起取消。
web-cancel = 取消
web-save = 保存
web-close = 关闭
web-settings = 设置
web-theme = 外观
web-theme-auto = 跟随系统
web-theme-light = 浅色
web-theme-dark = 深色
web-ideas = 灵感
web-ideas-how = 选一个，再改成你想说的。
web-keys = 快捷键
web-key-newline = 换行
web-key-write = 写想法
web-key-switch = 切换对话
web-copy = 复制
web-copied = 已复制
web-account = 账号
web-device = 在另一台设备上使用
web-device-how = 15 分钟内在那台设备上打开这个链接，只能用一次。
web-invite = 邀请别人
web-invite-name = 对方的名字（可不填）
web-invite-how = 把这个链接发给一个人，7 天内有效，只能用一次。
web-people = 已有账号的人
web-nameless = 没有名字
web-remove-person = 收回账号
web-sign-out = 退出登录
web-login = 这里是私人的剪辑室
web-login-how = 请打开你收到的邀请链接，或者输入主人的口令。
web-token = 口令
web-login-go = 进入

## 斜杠命令的选项

option-file = 要剪的视频或图片
option-second_file = 第二个文件：字幕、声音或图片
option-wish = 用自己的话说说想要什么
option-top_text = 上面的字
option-bottom_text = 下面的字
option-style = 风格
option-caption_color = 字的颜色
option-caption_outline = 描边颜色
option-caption_position = 字放在哪里
option-duration = 时长（秒）
option-aspect = 画面比例
option-fit = 裁切、模糊填充或加黑边
option-voice = 用谁的声音
option-language = 成品的语言
option-text = 要念的话
option-third_file = 第三个文件
option-fourth_file = 第四个文件
option-fifth_file = 第五个文件
option-name = 预设的名字
option-caption_size = 字的大小，1 是正常
option-words = 大约多少字
option-output = 视频还是只要声音
option-brief = 关于什么
option-lines = 新的台词，两句之间用分号
option-keep = 保留什么
option-keep_background = 保留音乐和环境声
option-title = 标题文字
option-minutes = 时长（分钟）
option-voices = 两个声音，中间用分号
option-rotate = 旋转画面
option-flip = 翻转画面
option-reverse = 倒着放
option-mute = 去掉声音
option-grayscale = 变成黑白
option-stabilize = 减轻画面抖动
option-volume = 音量大一点或小一点
option-brightness = 亮一点或暗一点
option-contrast = 对比强一点或弱一点
option-saturation = 颜色浓一点或淡一点
option-start = 从哪里开始，例如 1:30
option-end = 到哪里结束，例如 2:05
option-position = 放在哪里
option-scale = 大小，0.3 约为画面的三分之一
option-opacity = 不透明度，从 0 到 1
option-factor = 几倍速，2 就是两倍
option-width = 宽度（像素）
option-sticker = 做成贴纸
option-count = 要几个
option-max_mb = 最大多少 MB
option-format = 文件格式
option-rate_hz = 采样率（Hz）
option-music_volume = 音乐多大声，1 是正常
option-mood = 音乐的情绪
option-lufs = 响度（LUFS），例如 -14
option-strength = 力度，1 是正常
option-max_duration = 每段最长多少秒
option-singing = 这是唱歌
option-remove = 要删的片段，例如 0:10-0:20
option-margin = 说话前后留几秒
option-threshold = 低于多大声算安静
option-query = 找什么
option-intensity = 剪辑的节奏
option-transition = 片段之间怎么衔接
option-kind = 写什么：标题、帖子、脚本
option-question = 你的问题
option-points = 几个要点
option-word_times = 每个词都标时间

## 命令

command-meme = 把视频或图片做成梗
command-subtitle = 给视频加字幕
command-transcribe = 把说的话写成字幕或文字
command-adjust = 旋转、镜像、倒放、静音、调亮、防抖
command-concat = 拼接视频和图片
command-overlay = 叠加标志或第二个画面
command-speed = 加速或放慢
command-title = 在画面上加文字
command-trim = 剪掉或剪出一段
command-highlights = 剪出最精彩的片段
command-tighten = 剪掉静音
command-add_music = 加背景音乐
command-extract_audio = 提取视频的声音
command-compress = 把文件压小
command-convert = 转换格式或采样率
command-gif = 做成动图或动态贴纸
command-thumbnail = 从视频里挑封面
command-loudness = 统一响度
command-slice = 按停顿切分录音
command-denoise = 去掉背景噪音
command-reframe = 改画面比例：竖屏、方形、横屏
command-voiceover = 把文字读出来，配到视频上或单独成音频
command-ask = 问视频或录音里说了什么
command-summarize = 总结视频、录音或文字
command-chapters = 带时间的章节
command-describe = 逐个镜头说说画面
command-find = 按描述找片段
command-write = 写一段文字，或列出素材的提纲
command-help = 看看我会什么
command-edit = 修改成品（回复那条成品使用）
command-preset = 保存和使用预设：save 名字，use 名字，list
command-undo = 回到上一版
command-redo = 恢复到下一版
command-retry = 再做一次，换个结果
command-export = 导出工程给别的剪辑软件（回复成品）
command-how = 看看成品是怎么做出来的（回复成品时用）
telegram-about = 发来视频，说出想法，直接拿到成片。中文 · English · Tiếng Việt
telegram-description = 聊天里的剪辑室 🎬 发来视频、图片或声音，用自己的话说想要什么就行。我会：{ $capabilities }。回复成品还能接着改。在群里 @我，或者回复一个视频。

## cutroom doctor

doctor-found = 这里有：
doctor-unlock = 还没有，需要：{ $how }
doctor-not-yet = 这个版本还用不上
doctor-untried = 已设置，未试用
doctor-platforms = 聊天平台：
doctor-languages = 每种语言在这里能做什么：
doctor-speaker = 能朗读（{ $names }）
doctor-no-speaker = 还不能朗读
doctor-transcriber = 能听懂说话（{ $names }）
doctor-no-transcriber = 还听不懂说话，可以用你发来的字幕
doctor-fonts = 能显示文字（{ $names }）
doctor-no-fonts = 没有能显示文字的字体
doctor-can = 你可以让我做：{ $capabilities }。

## Discord 上的词

discord-answer = 回答……
discord-answer-title = 你的回答
discord-answer-text = 用文字回答
discord-answer-files = 或者发文件
discord-texts-hint = 留空的话我来想。
discord-preset-save = 把一段要求存成预设
discord-preset-share = 存成大家都能用的预设
discord-preset-use = 按存好的预设来做
discord-preset-list = 看看存了哪些预设
discord-preset-delete = 删掉一个预设

## 没说也顺带做了什么：一句话说清，并告诉对方怎么撤掉

unasked = 另外我顺手{ $done }。不想要的话，回我一句{ $words }就行。
unasked-place = 既然要发{ $place }，我顺手{ $done }。不想要的话，回我一句{ $words }就行。
unasked-and = 、
unasked-or = 或
unasked-words = “{ $words }”
unasked-done-vertical = 改成了竖屏
unasked-done-wide = 改成了横屏
unasked-done-shape = 改了画幅
unasked-done-subtitle = 加了字幕
unasked-done-loudness = 把音量调匀了
unasked-done-add_music = 给旁白垫了轻音乐
unasked-off-vertical = 保持横屏
unasked-off-wide = 保持原来的比例
unasked-off-shape = 保持原来的比例
unasked-off-subtitle = 不要字幕
unasked-off-loudness = 声音别动
unasked-off-add_music = 不要音乐
