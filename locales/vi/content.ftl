# Những chữ Cutroom tự đặt vào thành phẩm: tiêu đề, dấu trong tệp, chữ trên hình.

made-with = Làm bằng Cutroom
synthetic-speech = Có giọng đọc tổng hợp

## Kế hoạch, nói thành lời

plan-goals = Bạn muốn: { $list }
plan-edit = Cần sửa: { $list }
plan-implicit = Làm kèm: { $list }
plan-missing = Còn thiếu: { $list }
plan-steps = Cách làm:
plan-delivers = Bạn nhận được: { $list }
plan-estimate = Ước tính: { $seconds } giây cho { $minutes } phút tư liệu
plan-unbuilt = chưa làm được
plan-nothing = Không cần làm ra gì cả.
plan-not-understood = Mình chưa hiểu bạn muốn gì.
plan-refused = Không làm được: { $code }
plan-kind-video = video
plan-kind-audio = âm thanh
plan-kind-image = ảnh
plan-kind-text = văn bản
plan-kind-midi = MIDI
plan-kind-subtitle = phụ đề

## Steps of a workflow, on its picture

step-find_moment = Tìm khoảnh khắc hay nhất
step-find_subject = Tìm chủ thể
step-find_subjects = Tìm chủ thể từng cảnh
step-joke = Nghĩ câu chốt
step-place_image = Đặt ảnh lên timeline
step-place_video = Đặt video lên timeline
step-place_audio = Đặt âm thanh lên timeline
step-place_clips = Đặt các đoạn lên timeline
step-render_sound = Ghi file âm thanh
step-extract_audio = Ghi file âm thanh
step-convert_sound = Ghi file âm thanh
step-convert_image = Vẽ ảnh
step-take_music = Lấy nhạc
step-gif = Vẽ ảnh động
step-export = Đóng gói dự án
step-take_side_image = Lấy hình thứ hai
step-take_side_video = Lấy video thứ hai
step-read_subtitles = Đọc phụ đề
step-read_words = Đọc lời
step-render = Xuất video
step-speak = Đọc thành tiếng
step-hear = Nghe lời nói
step-trust_subtitles = Lấy lời từ phụ đề
step-caption_words = Chia lời thành phụ đề
step-transcribe = Chép lời nói
step-spread_words = Chia lời theo thời gian
step-still = Vẽ thành ảnh
step-voice_file = Ghi file âm thanh
step-cached = có sẵn từ trước
