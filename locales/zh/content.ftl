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

## 用文字描述画面

about-shots = 一共 { $count } 个镜头
about-faces = 其中 { $count } 个有人
about-speech = 说话 { $seconds } 秒
about-music = 有音乐
chapter-title = 第 { $number } 部分
shot-comma = ，
shot-and = 和
shot-stop = 。
shot-people = { $count } 个人
shot-person = 一个人
shot-close = 人脸近景
shot-far = 远处有人
shot-lively = 动作很多
shot-still = 几乎不动
shot-shaky = 镜头晃动
shot-dark = 画面偏暗
shot-bright = 画面明亮
shot-gray = 几乎没有颜色
shot-colors = 以{ $colors }为主
shot-text = 画面文字：“{ $text }”
shot-said = 说的话：“{ $text }”
shot-nothing = 没有特别的内容。
color-red = 红色
color-orange = 橙色
color-yellow = 黄色
color-green = 绿色
color-cyan = 青色
color-blue = 蓝色
color-purple = 紫色
color-pink = 粉色
color-brown = 棕色
color-white = 白色
color-black = 黑色
color-gray = 灰色

## Steps of a workflow, on its picture

step-find_moment = 找最精彩的一刻
step-find_subject = 找主体
step-find_subjects = 找每个镜头的主体
step-joke = 想个梗
step-place_image = 铺开图片
step-place_video = 铺开视频
step-place_audio = 铺开声音
step-place_clips = 铺开素材
step-render_sound = 写成音频
step-extract_audio = 写出音频文件
step-convert_sound = 写出音频文件
step-convert_image = 绘制图片
step-take_music = 取用音乐
step-gif = 绘制动图
step-highlights = 挑出精彩片段
step-thumbnail = 挑选封面
step-slice = 按停顿切开
step-denoise = 去掉噪音
step-export = 打包工程文件
step-take_side_image = 取第二张图
step-take_side_video = 取第二个视频
step-read_subtitles = 读字幕
step-read_words = 读文字
step-render = 渲染
step-speak = 把话念出来
step-hear = 听写说的话
step-trust_subtitles = 取用字幕里的话
step-caption_words = 把话切成字幕
step-transcribe = 写下说的话
step-lay_script = 给文字配时间
step-still = 画成图片
step-voice_file = 写成音频
step-ask = 寻找答案
step-summarize = 总结
step-summarize_text = 总结文字
step-chapters = 划分章节
step-describe = 描述画面
step-find = 寻找片段
step-write = 写文字
step-survey = 看一遍、听一遍
step-survey_sound = 听一遍
step-gather = 汇总已知内容
step-cached = 之前做好的
