"""What recognisers of the Whisper family hear in silence: the sentences that end the videos they learned from."""

import re

_ENGLISH = (
    r"thanks? (?:you )?(?:so much |very much )?for (?:watching|listening|viewing)",
    r"(?:please |don'?t forget to )?(?:like and )?subscribe",
    r"see you (?:in the )?next (?:video|time)",
    r"(?:subtitles?|captions?|transcri(?:bed|ption|pts?)|translat(?:ed|ion)) by",
    r"amara\.org",
)
_CHINESE = (
    r"字幕(?:由|提供|制作|製作|志愿者|志願者|by)",
    r"由.{0,12}(?:提供字幕|字幕)",
    r"(?:感谢|感謝|谢谢|謝謝)(?:大家|您|你|各位)?的?(?:观看|觀看|收看|收听|收聽|聆听)",
    r"(?:请|請)不吝(?:点赞|點贊)",
    r"(?:点赞|點讚|订阅|訂閱|关注|關注).{0,8}(?:转发|轉發|打赏|打賞|订阅|訂閱|频道|頻道)",
    r"明镜与点点|明鏡與點點|優優獨播劇場",
)
_VIETNAMESE = (
    r"(?:hãy |nhớ |đừng quên )?(?:subscribe|đăng k[ýí]) (?:cho )?kênh",
    r"cảm ơn (?:các bạn|mọi người|quý vị)?.{0,12}(?:đã )?(?:theo dõi|xem|lắng nghe)",
    r"hẹn gặp lại (?:các bạn )?(?:trong|ở) (?:những )?video",
    r"ghiền mì gõ",
    r"(?:phụ đề|vietsub) (?:được )?(?:thực hiện |thực )?bởi",
)
PHANTOMS = re.compile("|".join((*_ENGLISH, *_CHINESE, *_VIETNAMESE)), re.IGNORECASE)
