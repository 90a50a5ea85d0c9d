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

## Tả hình bằng lời

about-shots = { $count } cảnh
about-faces = { $count } cảnh có người
about-speech = { $seconds } giây có lời nói
about-music = có nhạc
chapter-title = Phần { $number }
shot-comma = { ", " }
shot-and = { " và " }
shot-stop = .
shot-people = { $count } người
shot-person = một người
shot-close = cận mặt một người
shot-far = có người ở xa
shot-lively = nhiều chuyển động
shot-still = gần như đứng yên
shot-shaky = máy quay rung
shot-dark = hình tối
shot-bright = hình sáng
shot-gray = gần như không màu
shot-colors = chủ yếu màu { $colors }
shot-text = Chữ trên màn hình: “{ $text }”
shot-said = Lời nói: “{ $text }”
shot-nothing = Không có gì nổi bật.
color-red = đỏ
color-orange = cam
color-yellow = vàng
color-green = xanh lá
color-cyan = xanh ngọc
color-blue = xanh dương
color-purple = tím
color-pink = hồng
color-brown = nâu
color-white = trắng
color-black = đen
color-gray = xám

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
step-highlights = Chọn những đoạn hay nhất
step-thumbnail = Chọn ảnh bìa
step-slice = Cắt theo chỗ nghỉ
step-denoise = Lọc tiếng ồn
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
step-lay_script = Chia lời theo thời gian
step-still = Vẽ thành ảnh
step-voice_file = Ghi file âm thanh
step-ask = Tìm câu trả lời
step-summarize = Tóm tắt
step-summarize_text = Tóm tắt văn bản
step-chapters = Chia chương
step-describe = Tả hình
step-find = Tìm các đoạn
step-write = Viết bài
step-survey = Xem và nghe hết
step-survey_sound = Nghe hết
step-gather = Gom những gì đã biết
step-cached = có sẵn từ trước
