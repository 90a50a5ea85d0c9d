### Những câu bot nói bằng tiếng Việt: thân thiện, xưng "mình", gọi "bạn", ngắn gọn.

## Thời lượng, dung lượng, liệt kê

span-seconds = { $n } giây
span-minutes = { $n } phút
span-minutes-seconds = { $n } phút { $rest } giây
span-hours = { $n } giờ
span-hours-minutes = { $n } giờ { $rest } phút
size-kb = { $n } KB
size-mb = { $n } MB
size-gb = { $n } GB
list-between = { ", " }
list-last = { " và " }
text-file-head = { $head } … Toàn văn nằm trong tệp nhé.
link = { $name }: { $url }

## Tên gọi

language-en = tiếng Anh
language-zh = tiếng Trung
language-vi = tiếng Việt
spoken-en = English
spoken-zh = 中文
spoken-vi = Tiếng Việt
kind-video = video
kind-audio = file âm thanh
kind-image = ảnh
kind-text = văn bản
kind-midi = file MIDI
kind-subtitle = file phụ đề (.srt)
kind-animation = ảnh động
kind-file = file

## Tiến độ

status-received = 👀 Mình nhận được rồi, để mình xem nhé…
status-planning = 👀 Mình nhận được rồi, để mình xem nhé…
status-waiting = 💬 Mình còn cần bạn một chút, xem câu hỏi của mình nhé.
status-queued =
    { $place ->
        [0] ⏳ Sắp đến lượt bạn rồi.
       *[other] ⏳ Đang xếp hàng, trước bạn còn { $place } việc.
    }
status-running = 🎬 { $stage } · { $percent }%
status-running-left = 🎬 { $stage } · { $percent }% · còn khoảng { $left }
status-delivering = 📦 Xong rồi, mình đang gửi cho bạn…
status-delivered = ✅ Xong rồi, mất { $took }.
status-refused = ⚠️ Việc này mình chưa làm được, lý do ở dưới nhé.
status-failed = ⚠️ Mình làm chưa thành công, lý do ở dưới nhé.
status-cancelled = 🛑 Đã hủy.

stage-probe = Đang kiểm tra file
stage-plan = Đang tính cách làm
stage-look = Đang xem qua
stage-speak = Đang lồng tiếng
stage-edit = Đang dựng
stage-render = Đang xuất video
stage-check = Đang kiểm tra thành phẩm
stage-deliver = Đang hoàn tất

## Nút bấm

button-cancel = Hủy
action-undo = Hoàn tác
action-redo = Khôi phục
action-retry = Thử lại
action-smaller_text = Chữ nhỏ hơn
action-bigger_text = Chữ to hơn
action-vertical = Video dọc
action-captions = Thêm phụ đề
action-shorter = Ngắn hơn
action-export = Xuất tệp
action-how = Cách mình làm

## Trò chuyện

hint-file = Mình nhận được file rồi! Bạn muốn mình làm gì với nó? Cứ nói tự nhiên nhé, ví dụ “làm thành meme”. Mình giữ nó trong mười phút nhé.
hint-voice = Ở đây mình chưa nghe hiểu được lời nói, bạn gõ giúp mình muốn làm gì nhé. Đoạn ghi âm mình giữ lại để dùng làm chất liệu.
hint-empty = Gửi mình một video, tấm ảnh hay đoạn âm thanh rồi nói bạn muốn gì, ví dụ “làm thành meme”. Nhắn “bạn làm được gì?” để xem mình làm được những gì.
already-answered = Có người trả lời câu này rồi, mình đang làm đây.
already-over = Việc này đã xong từ trước rồi.

## Mẫu đã lưu

preset-saved = Mình đã lưu thành “{ $name }”. Lần sau bạn chỉ cần gửi tệp kèm câu: dùng mẫu { $name }
preset-shared = Mình đã lưu thành mẫu chung “{ $name }”. Ai ở đây cũng dùng được, chỉ cần gửi tệp kèm câu: dùng mẫu { $name }
preset-deleted = Mình đã xoá “{ $name }”.
preset-list = Các mẫu của bạn:
preset-row = • { $name }: { $capabilities }
preset-row-words = • { $name }: “{ $wish }”
preset-row-shared = • { $name } (dùng chung): { $capabilities }
preset-row-shared-words = • { $name } (dùng chung): “{ $wish }”
preset-none = Bạn chưa lưu mẫu nào.
preset-how = Trả lời một kết quả bạn ưng với “/preset save TÊN”, hoặc viết “/preset save TÊN làm dọc, thêm phụ đề”. Sau đó “/preset use TÊN” sẽ làm lại y như vậy. Ngoài ra còn có: /preset list để xem, /preset delete TÊN để xoá, và /preset share TÊN cho cả nhóm dùng.

## Trợ giúp

help-head = Mình là phòng dựng phim của bạn. Gửi file cho mình, nói bạn muốn gì bằng lời của bạn, rồi mình gửi lại thành phẩm. Mình làm được những việc này:
help-row = • { $name }: “{ $example }”
help-row-plain = • { $name }
help-foot = Chưa ưng ý? Trả lời ngay tin nhắn thành phẩm và nói cần sửa gì, ví dụ “chữ nhỏ lại”, “hoàn tác”.

## Lời kèm thành phẩm

result-done = Của bạn đây!
result-done-meme = Meme của bạn đây! 😄
result-done-reframe = Mình đổi khung hình xong rồi đây!
result-done-subtitle = Mình thêm phụ đề xong rồi đây!
result-done-transcribe = Lời nói đây, mình chép hết rồi.
result-done-voiceover = Lồng tiếng xong rồi đây!
result-done-adjust = Mình chỉnh xong rồi đây!
result-done-concat = Mình ghép xong rồi đây!
result-done-overlay = Mình chồng hình xong rồi đây!
result-done-speed = Mình đổi tốc độ xong rồi đây!
result-done-title = Mình thêm chữ xong rồi đây!
result-done-trim = Mình cắt xong rồi đây!
result-done-highlights = Những khoảnh khắc hay nhất đây!
result-done-tighten = Mình cắt các khoảng lặng rồi đây!
result-done-add_music = Mình chèn nhạc xong rồi đây!
result-done-extract_audio = Mình tách tiếng xong rồi đây!
result-done-compress = Mình nén xong rồi đây!
result-done-convert = Mình đổi định dạng xong rồi đây!
result-done-gif = Ảnh động của bạn đây!
result-done-thumbnail = Ảnh bìa của bạn đây!
result-done-loudness = Mình chỉnh âm lượng cho đều rồi đây!
result-done-slice = Mình cắt theo chỗ nghỉ rồi, các đoạn nằm theo thứ tự trong file này.
result-done-denoise = Mình lọc tiếng ồn xong rồi đây!
result-done-export = Dự án đây, bạn mở tiếp bằng phần mềm dựng khác được nhé!
result-done-edit = Mình sửa xong rồi đây!
result-done-undo = Mình đưa về bản trước rồi đây.
result-done-redo = Mình khôi phục lại bản sau rồi đây.
result-done-several = Mình làm xong cả rồi: { $capabilities }.

## Trả lời bằng lời

result-done-ask = Mình tìm được thế này.
result-done-summarize = Bản tóm tắt đây.
result-done-chapters = Các chương đây.
result-done-describe = Mình thấy thế này.
result-done-find = Mình tìm được thế này.
result-done-write = Bài viết đây.
result-answer-found = 💬 Mình tìm thấy đây:
result-answer-none = 🤷 Mình đã tìm hết rồi, trong đó không nói đến chuyện này.
result-answer-foreign = 🤷 Mình không tìm thấy. Trong đó nói { $language }, bạn hỏi lại bằng { $language } với những từ có thể được dùng nhé.
result-nothing-said = 🤷 Mình không thấy lời nói nào, trên màn hình cũng không có chữ. Bạn gửi tệp phụ đề thì mình tìm lại được.
result-summary = 📝 Tóm lại:
result-chapters = 📑 Các chương:
result-description = 👀 Mình thấy:
result-chapters-none = 🤷 Mình không phân được các phần: không ai nói gì và hình cũng không đổi.
result-nothing-seen = 🤷 Trong đó không có hình để tả.
result-moments-found = 🔎 Tìm thấy rồi:
result-moments-none = 🤷 Mình đã tìm hết rồi mà không thấy đoạn nào như vậy.
result-outline = 🗒️ Dàn ý bằng chính lời trong tư liệu của bạn:
result-written = ✍️ Bản nháp đây:
answer-quote = { $n }. { $time } “{ $text }”
answer-quote-untimed = { $n }. “{ $text }”
answer-shown = { $n }. { $time } { $text }
answer-shown-untimed = { $n }. { $text }
answer-point = • { $text } ({ $time })
answer-point-untimed = • { $text }
answer-chapter = { $time } { $text }
answer-chapter-untimed = { $text }
answer-shot = { $time } – { $end } · { $text }
answer-shot-untimed = • { $text }
answer-time-in = { $time } ({ $name })
answer-clip = ▶ { $time }
answer-more = … Toàn bộ nằm trong tệp.
answer-rough = ⚠️ Ở đây mình chỉ nghe hiểu sơ sơ nên chữ có thể sai, còn thời điểm thì đúng.

## Cách mình làm

how-head = Mình đã làm cái này như sau:
how-asked = 🎯 Bạn muốn: { $wishes }
how-wish = { $capability } ({ $settings })
how-words = “{ $text }”
how-unsaid = 💡 Bạn không nói nhưng mình thêm “{ $capability }”, vì { $reason }. Không thích thì bấm nút bên dưới nhé.
how-without = Bỏ “{ $capability }”
how-steps = ⚙️ { $steps } bước, mất { $took }
how-cached = ♻️ Trong đó { $cached } bước có sẵn từ trước, không phải làm lại.
how-good = ✅ Mình kiểm tra rồi, đều ổn: { $criteria }
how-unmet = ⚠️ Chưa thật ổn: { $criteria }
how-score = { $criterion } ({ $percent }%)
how-mended = 🔧 Mình đã sửa: { $criteria }
how-mend = { $criterion } ({ $before }% → { $after }%)
how-model = 🧠 Mô hình ngôn ngữ: { $tokens } token, khoảng { $dollars } đô la
how-model-unpriced = 🧠 Mô hình ngôn ngữ: { $tokens } token

reason-platform = nơi bạn muốn đăng hợp với kiểu đó hơn
reason-narration = chỉ có giọng đọc thì nghe hơi trống
reason-other = thường người ta hay làm kèm như vậy

criterion-length = độ dài
criterion-size = dung lượng file
criterion-frame = tỉ lệ khung hình
criterion-resolution = độ phân giải
criterion-streams = đủ cả hình lẫn tiếng
criterion-loudness = âm lượng
criterion-peak = chỗ to nhất không bị rè
criterion-black = không có đoạn đen
criterion-frozen = hình không bị đứng
criterion-silent = tiếng không bị mất
criterion-start = hình và tiếng khớp nhau
criterion-glyphs = chữ nào cũng hiện được
criterion-safe_area = chữ không sát mép
criterion-legible = chữ đủ to để đọc
criterion-language = ngôn ngữ của chữ

## Khi có lỗi

error-internal = Xin lỗi bạn, phía mình vừa gặp trục trặc. Bạn thử lại nhé; nếu vẫn lỗi thì báo giúp mình cho người quản trị.
error-agent = Xin lỗi bạn, mình gặp trục trặc trong lúc làm. Bạn thử lại nhé.
error-media = Xin lỗi bạn, mình không xử lý được file này.
error-not-understood = Mình chưa hiểu ý bạn lắm. Bạn thử nói kiểu “làm thành meme” nhé, hoặc nhắn “bạn làm được gì?” để xem mình làm được gì.
error-impossible = Tiếc quá, ở đây mình chưa làm được việc này.
error-cancelled = Đã hủy, mình không tạo file nào cả.
error-quota-exceeded =
    { $limit ->
       *[other] Bạn đã dùng hết { $limit } lượt của hôm nay. Sau { $resets } nữa sẽ có lượt mới nhé.
    }
error-unknown-job = Mình không tìm thấy việc này nữa.
error-wrong-state = Không kịp nữa rồi, việc này đã sang bước khác.
error-not-allowed = Chỉ người đã nhờ mình mới làm được việc này.
error-not-built = Việc này mình chưa biết làm.
error-unavailable = Mình đang không kết nối được với hệ thống. Một phút nữa bạn thử lại nhé.
error-withdrawn = Việc này đã bị dừng.
error-job-timeout = Làm quá { $minutes } phút vẫn chưa xong nên mình dừng lại. Đoạn ngắn hơn thì chắc được.
error-step-timeout = Có một bước bị treo suốt { $minutes } phút nên mình dừng lại. Đoạn ngắn hơn thì chắc được.
error-unknown-button = Nút này là của phiên bản cũ. Bạn cứ nhắn cho mình biết bạn muốn gì nhé.

error-not-media =
    { $found ->
        [text] Đây là file văn bản bị đổi tên, không phải video, âm thanh hay ảnh.
        [undecodable] Mình mở được file nhưng không đọc được hình và tiếng bên trong. Bạn xuất lại rồi gửi cho mình nhé?
       *[other] Mình không đọc được file này: nó không phải video, âm thanh hay ảnh mà mình biết.
    }
error-truncated = File này bị thiếu mất phần cuối. Bạn gửi lại giúp mình nhé?
error-playlist = Đây chỉ là danh sách phát, bên trong toàn đường link. Bạn gửi mình chính video đó nhé.
error-process-failed = Xin lỗi bạn, công cụ dựng không xử lý nổi file này. Đổi sang định dạng khác có thể sẽ được.
error-process-killed = Máy không đủ sức làm xong việc này. Bạn thử lại, hoặc gửi đoạn ngắn hơn nhé.
error-process-timeout = Việc này mất quá nhiều thời gian nên mình dừng lại. Đoạn ngắn hơn thì chắc được.
error-engine-missing = Ở đây chưa cài thứ mình cần để làm việc này: { $engine }.
error-bad-captions = Mình không đọc được file phụ đề này. File .srt, .vtt hoặc .ass thì được.
error-does-not-fit = Dài { $duration } mà nén xuống dưới { $limit_mb } MB thì hình xấu quá. Bạn thử đoạn ngắn hơn nhé.
error-too-large = File này nặng quá, mình chỉ nhận tối đa { $limit_mb } MB. Bạn gửi file nhẹ hơn hoặc ngắn hơn nhé?

error-post-failed = Thành phẩm xong rồi nhưng mình không gửi vào đây được. Bạn nhắn lại cho mình nhé.
error-too-large-to-post = Thành phẩm xong rồi nhưng nặng quá, không gửi vào đây được. Bạn bảo mình làm ngắn hoặc nhẹ hơn nhé.
error-file-gone-from-platform = Mình không lấy được file này nữa, có thể nó đã hết hạn hoặc bị xóa. Bạn gửi lại giúp mình nhé?
error-file-too-big-for-platform = File này nặng { $size_mb } MB, mà ở đây bot chỉ xử lý được tối đa { $limit_mb } MB. Bạn gửi file nhẹ hơn, ngắn hơn, hoặc một liên kết để mình tải về nhé.
error-sticker-not-material = Nhãn dán thì mình không dựng được 🙂 Bạn gửi thẳng ảnh hoặc video kèm mong muốn nhé.
error-links-off = Ở đây mình không mở đường dẫn. Bạn gửi thẳng tệp cho mình nhé.
error-link-failed = Mình không tải được gì từ { $site }. Đường dẫn đó ai cũng mở được chứ? Gửi thẳng tệp thì lúc nào cũng được.
error-link-blocked = Mình không được phép vào { $site }, chỉ các địa chỉ công khai trên mạng thôi. Bạn gửi thẳng tệp cho mình nhé.
error-link-is-page = { $site } dẫn tới một trang web chứ không phải tệp. Bạn gửi thẳng tệp, hoặc đường dẫn kết thúc bằng .mp4, .mp3 nhé.
error-empty-file = File này trống. Bạn gửi lại giúp mình nhé?
error-too-many-pixels = Ảnh này { NUMBER($width, useGrouping: 0) } × { NUMBER($height, useGrouping: 0) } điểm ảnh, mình chỉ xử lý được tối đa { $limit_megapixels } megapixel. Bạn thu nhỏ lại rồi gửi nhé.
error-too-long =
    { $limit_minutes ->
       *[other] Đoạn này dài { $minutes } phút, mình chỉ xử lý được tối đa { $limit_minutes } phút. Bạn cắt bớt rồi gửi nhé?
    }
error-too-many-streams = File này có tới { $streams } luồng, mình chỉ xử lý được tối đa { $limit }. Bạn xuất lại với một luồng hình và một luồng tiếng nhé.
error-no-streams = File này không có hình mà cũng không có tiếng. Bạn kiểm tra rồi gửi lại nhé?
error-wrong-kind = Loại file này không dùng được cho việc này.
error-no-sound = File này không có tiếng.
error-gone = Mình không còn giữ “{ $name }” nữa. Bạn gửi lại giúp mình nhé?
error-asset-gone = Mình không còn giữ file này nữa. Bạn gửi lại giúp mình nhé?
error-empty-captions = File phụ đề này không có chữ nào.
error-captions-outside = Mọi dòng phụ đề trong file này đều nằm ngoài video. Có phải phụ đề của bản khác không bạn?
error-no-captions = Trong này chưa có phụ đề để lưu thành file. Bạn nói “thêm phụ đề” trước nhé.
error-too-many-parts = Có tới { $count } đoạn, gửi từng đoạn thì nhiều quá. Bạn nói “xuất otio” để nhận một file dự án có đủ các chỗ cắt nhé.
error-missing-glyphs = Ở đây không có phông chữ nào viết được các ký tự này: { $letters }. Bạn bỏ chúng đi nhé.
error-caption-too-long = Chữ nhiều quá, không vừa khung hình. Bạn rút ngắn lại nhé?
error-unknown-color = Mình không biết màu “{ $color }”. Bạn thử màu thông dụng như vàng hay trắng nhé.
error-no-font = Ở đây chưa cài phông chữ cho { $language }. Cài { $install } là được.
error-unknown-store = Kho file được cài đặt theo kiểu mình không biết ({ $scheme }).
error-not-yet = Mình hiểu ý bạn, nhưng việc này ({ $capability }) mình chưa làm được. Nhắn “bạn làm được gì?” để xem mình làm được gì nhé.
error-bad-param = “{ $capability }” không nhận giá trị đó cho mục “{ $param }”.
error-param-not-yet = Với “{ $capability }”, mình chưa đặt mục “{ $param }” thành “{ $value }” được.
error-no-such-part = Trong đó không có “{ $capability }” để bỏ đi.
error-nothing-left = Bỏ phần đó đi thì chẳng còn gì nữa.
error-no-pauses = Mình không thấy khoảng lặng nào đáng cắt cả.
error-no-such-moments = Mình xem hết rồi nhưng không thấy đoạn nào như “{ $query }”. Bạn thử nói cách khác, hoặc để mình tự chọn đoạn hay nhất nhé.
error-no-noise = Mình không nghe thấy tiếng ồn nào để lọc.
error-beyond-end = Bạn muốn tới giây { $at }, nhưng nó chỉ dài { $duration } giây.
error-empty-stretch = Điểm kết thúc phải ở sau điểm bắt đầu. Bạn xem lại thời gian giúp mình nhé.
error-speed-beyond = Tốc độ đó quá sức mình: từ { $slowest } đến { $fastest } lần thì được.
error-no-picture = File này không có hình để chỉnh.
error-does-not-move = Việc này chỉ làm được với video hoặc âm thanh, ảnh thì đứng yên mà.
error-reverse-too-long = Mình chỉ tua ngược được tối đa { $limit } giây. Bạn cắt ngắn trước nhé?
error-no-words = Bạn muốn viết chữ gì? Viết trong ngoặc kép giúp mình nhé.
error-only-one-clip = Mình cần ít nhất hai video hoặc ảnh để ghép.
error-needs-translation = Lời này không phải { $language }, mà dịch thì cần mô hình ngôn ngữ. Bạn gửi mình bản { $language }, hoặc nhờ người quản trị cài đặt nhé.
error-no-speech = Mình không nghe thấy ai nói trong đó. Nếu thật ra có lời, bạn gửi mình phụ đề (.srt) hoặc văn bản nhé.
error-no-transcriber-model = Mô hình nghe “{ $engine }” không có hoặc không đọc được. Người quản trị cần xem lại CUTROOM_WHISPER_MODEL; trong lúc chờ, bạn gửi phụ đề (.srt) là được.
error-no-embedder-model = Mô hình “{ $engine }” để so hình với chữ không có hoặc không đọc được. Người quản trị cần xem lại CUTROOM_EMBEDDER.
error-transcriber-failed = Dịch vụ nghe giúp mình ({ $engine }) không trả lời. Bạn thử lại sau vài phút, hoặc gửi mình phụ đề (.srt) nhé.
error-no-model = Việc này cần một mô hình ngôn ngữ mà ở đây chưa có. Bạn nhờ người quản trị cài qua { $how } nhé.
error-llm-failed = Mô hình ngôn ngữ chưa đưa ra câu trả lời nào dùng được. Bạn thử lại sau vài phút nhé.
error-llm-budget = Yêu cầu này cần nhiều hơn mức mô hình ngôn ngữ mà một lượt được dùng ở đây ({ NUMBER($limit) } token). Bạn thử đoạn ngắn hơn nhé.
error-needs-writer = Viết mới hoàn toàn thì cần mô hình ngôn ngữ, mà ở đây chưa có. Bạn gửi video có lời nói, phụ đề hoặc văn bản, mình sẽ lập dàn ý.
error-no-such-moment = Câu trả lời ấy chỉ có { $count } đoạn. Bạn nói đoạn thứ mấy, hoặc một thời điểm như 1:20.
error-nothing-to-clip = Câu trả lời ấy không dựa trên video hay bản ghi âm nào để mình cắt.
error-nothing-to-say = Trong đó không có chữ nào để đọc cả.
error-no-such-language = Giọng đọc của mình chưa nói được ngôn ngữ này ({ $language }).
error-no-such-voice = Mình không có giọng này. Bạn chọn trong số: { $voices } nhé.
error-nothing-to-save = Mình chưa biết phải lưu gì. Bạn trả lời một kết quả, hoặc viết yêu cầu sau tên nhé.
error-unknown-preset = Không có mẫu nào tên “{ $name }”. Gõ /preset list để xem các mẫu.
error-too-many-presets = Như vậy là quá { $limit } mẫu. Bạn xoá bớt một mẫu trước nhé: /preset delete TÊN
error-bad-preset-name = Mẫu cần một cái tên, nhiều nhất { $limit } chữ cái: /preset save TÊN
error-nothing-to-edit = Bạn muốn sửa bản nào? Hãy trả lời đúng tin nhắn thành phẩm đó nhé.
error-nothing-to-undo = Không còn gì để hoàn tác: đây là bản đầu tiên. Nếu là bản khác, bạn trả lời đúng tin nhắn đó nhé.
error-nothing-to-redo = Không có gì để khôi phục. Nếu là bản khác, bạn trả lời đúng tin nhắn đó nhé.
error-nothing-to-retry = Bạn muốn làm lại bản nào? Hãy trả lời đúng tin nhắn thành phẩm đó nhé.
error-nothing-to-how = Bạn muốn xem cách làm của cái nào? Hãy trả lời vào kết quả đó nhé.
error-question-expired = Mình chưa thấy bạn trả lời nên tạm gác việc này lại. Khi nào cần bạn cứ gửi lại nhé.
error-gave-up = Xin lỗi bạn, mình thử mấy lần đều không được. Bạn đổi file khác hoặc đoạn ngắn hơn xem sao nhé.
error-undeliverable = Mình không gửi được bản này vào đây.
error-already-running = Cutroom đang chạy ở đây rồi.
error-workers-ended = Hệ thống phía sau dừng trước khi làm xong, nhật ký ở { $log }.
error-nothing-to-reply = Chưa có thành phẩm nào để trả lời. Bạn gửi một yêu cầu không kèm --reply trước nhé.
error-bad-token = Nền tảng chat không chấp nhận token của bot.
error-webhook-needs-address = Webhook của Telegram cần một địa chỉ công khai và máy chủ của trang chat.
error-web-account-needed = Phiên đăng nhập đã hết. Bạn đăng nhập lại nhé.
error-web-wrong-token = Mã chưa đúng rồi.
error-web-invite-gone = Lời mời này đã được dùng hoặc đã quá hạn. Bạn xin một liên kết mới nhé.
error-web-not-yours = Bạn không có quyền làm việc này.
error-web-upload-gone = Có một tệp bị thất lạc trên đường đi. Bạn đính kèm lại nhé.
error-web-too-large = Tệp này lớn quá.
error-web-too-many-files = Đang có quá nhiều tệp chờ rồi. Bạn nói xem muốn làm gì với chúng trước nhé.
error-web-disk-full = Máy chủ không còn chỗ cho tệp này.
error-web-chat-gone = Cuộc trò chuyện này đã bị xóa.
error-web-link-gone = Liên kết này đã hết hạn. Bạn xin lại kết quả để có liên kết mới nhé.
error-web-other = Chưa được rồi. Bạn thử lại nhé.
error-platform-busy = Nền tảng chat bảo mình chậm lại một chút. Bạn chờ tí nhé.
error-platform-unreachable = Mình đang không kết nối được với nền tảng chat.
error-platform-blocked = Mình không được phép nhắn trong cuộc trò chuyện đó.
error-media-not-allowed = Nhóm này không cho mình gửi ảnh, video. Nhờ quản trị viên mở quyền, hoặc nhắn riêng cho mình nhé.
error-empty-answer = Chưa có gì cả. Bạn viết vài chữ hoặc thêm một tệp nhé.
error-no-material = Tin nhắn đó không có tệp nào mình dùng được.
error-may-not-write = Mình không được viết trong kênh đó. Nhờ người quản lý máy chủ cho mình các quyền: Xem kênh, Gửi tin nhắn (cả trong chủ đề) và Đọc lịch sử tin nhắn.
error-may-not-attach = Mình không được gửi tệp trong kênh đó. Nhờ người quản lý máy chủ cho mình quyền “Đính kèm tệp” ở đó.

failed-at = Lỗi xảy ra ở bước này: { $step }.
failed-kept = Phần đã xong trước đó ({ $kept }/{ $steps } bước) mình vẫn giữ, nên thử lại sẽ nhanh hơn.

heard-rough = Mình nghe bằng bộ máy nhỏ có sẵn, hay nghe nhầm lắm: bạn kiểm tra lại chữ nhé. Gửi mình file .srt đã sửa thì mình dùng file đó.

## Câu hỏi

question-ask-video = Được chứ! Bạn muốn dùng video hay ảnh nào? Trả lời kèm file cho mình nhé.
question-ask-image = Được chứ! Bạn muốn dùng ảnh nào? Trả lời kèm ảnh cho mình nhé.
question-ask-subtitle = Ở đây mình chưa tự nghe ra lời nói được. Bạn trả lời kèm file phụ đề (.srt, .vtt, .ass) hoặc văn bản lời thoại nhé.
question-ask-words = Bạn muốn mình đọc lời nào? Trả lời bằng chữ hoặc kèm file .txt nhé.
question-ask-audio = Bạn muốn dùng đoạn âm thanh nào? Trả lời kèm file cho mình nhé.
question-ask-which = Mình chưa chắc đã hiểu đúng ý bạn. Bạn muốn cái nào dưới đây? Nói lại theo cách khác cũng được nhé.
question-ask-spoken = Trong đó nói tiếng gì vậy bạn? Mình không tự nhận ra được. Nếu có phụ đề (.srt), bạn trả lời bằng file đó cũng được.
question-cannot-hear = Ở đây mình chưa nghe hiểu được { $language }. Bạn trả lời bằng phụ đề (.srt, .vtt, .ass) hoặc văn bản lời nói là mình làm tiếp. Hoặc nhờ người quản trị cài mô hình nghe (CUTROOM_WHISPER_MODEL) nhé.
question-ask-midi = Giai điệu nằm ở file MIDI nào? Trả lời kèm file cho mình nhé.

## Dòng lệnh

console-answer-later = Trả lời bằng lệnh: cutroom ask --reply "…"

## Trang web

web-tagline = Phòng dựng ngay trong khung chat
web-welcome = Hôm nay mình dựng gì đây?
web-welcome-how = Thả video, ảnh hoặc tệp phụ đề vào đây rồi nói điều bạn muốn nhé.
web-language = Ngôn ngữ
web-offline = Mất kết nối rồi. Đang thử lại…
web-placeholder = Bạn muốn làm gì nào…
web-attach = Đính kèm tệp
web-voice = Ghi âm lời nhắn
web-voice-stop = Dừng ghi âm
web-voice-denied = Mình không được phép dùng micrô ở đây.
web-send = Gửi
web-sending = Đang gửi…
web-waiting = Đang chờ có mạng lại…
web-send-failed = Chưa gửi được. Bạn thử lại nhé.
web-retry = Thử lại
web-reply = Trả lời
web-replying-to = Đang trả lời
web-stop-replying = Thôi trả lời
web-remove = Bỏ tệp này
web-drop = Thả tệp vào đây
web-uploading = Đang tải lên…
web-stop-upload = Dừng tải lên
web-download = Tải về
web-gone-file = Tệp này không còn nữa.
web-progress = Tiến độ
web-messages = Tin nhắn
web-you = Bạn
web-earlier = Tin nhắn cũ hơn
web-newest = Tin mới nhất
web-skip = Tới ô nhập tin nhắn
web-chats = Cuộc trò chuyện
web-new-chat = Cuộc trò chuyện mới
web-rename = Đổi tên
web-title = Tiêu đề
web-delete = Xóa
web-delete-sure = Xóa cuộc trò chuyện này nhé? Những gì đang làm dở trong đó cũng sẽ bị hủy.
web-cancel = Thôi
web-save = Lưu
web-close = Đóng
web-settings = Cài đặt
web-theme = Giao diện
web-theme-auto = Theo hệ thống
web-theme-light = Sáng
web-theme-dark = Tối
web-ideas = Gợi ý
web-ideas-how = Chọn một câu rồi sửa lại theo ý bạn.
web-keys = Phím tắt
web-key-newline = Xuống dòng
web-key-write = Viết điều bạn muốn
web-key-switch = Đổi cuộc trò chuyện
web-copy = Sao chép
web-copied = Đã sao chép
web-account = Tài khoản
web-device = Dùng trên thiết bị khác
web-device-how = Mở liên kết này trên thiết bị kia trong vòng 15 phút. Chỉ dùng được một lần.
web-invite = Mời một người
web-invite-name = Tên người đó (không bắt buộc)
web-invite-how = Gửi liên kết này cho một người. Trong 7 ngày, liên kết mở được một tài khoản, chỉ một lần.
web-people = Những người đã có tài khoản
web-nameless = Không có tên
web-remove-person = Thu hồi tài khoản
web-sign-out = Đăng xuất
web-login = Cutroom này là riêng tư
web-login-how = Bạn mở liên kết mời đã nhận được, hoặc nhập mã của chủ nhân nhé.
web-token = Mã truy cập
web-login-go = Vào

## Tùy chọn của lệnh gạch chéo

option-file = Video hoặc ảnh cần làm
option-second_file = Tệp thứ hai: phụ đề, âm thanh hoặc ảnh
option-wish = Bạn muốn gì, cứ nói tự nhiên
option-top_text = Chữ phía trên
option-bottom_text = Chữ phía dưới
option-style = Phong cách
option-caption_color = Màu chữ
option-caption_outline = Màu viền chữ
option-caption_position = Vị trí của chữ
option-duration = Độ dài (giây)
option-aspect = Tỉ lệ khung hình
option-fit = Cắt, làm mờ viền hay thêm dải đen
option-voice = Giọng đọc
option-language = Ngôn ngữ của thành phẩm
option-text = Lời cần đọc
option-third_file = Tệp thứ ba
option-fourth_file = Tệp thứ tư
option-fifth_file = Tệp thứ năm
option-name = Tên mẫu
option-caption_size = Cỡ chữ, 1 là bình thường
option-words = Khoảng bao nhiêu từ
option-output = Video hay chỉ âm thanh
option-brief = Nói về điều gì
option-lines = Lời mới, mỗi câu cách nhau bằng dấu chấm phẩy
option-keep = Giữ lại gì
option-keep_background = Giữ nhạc và tiếng động
option-title = Chữ của tiêu đề
option-minutes = Độ dài tính bằng phút
option-voices = Hai giọng, cách nhau bằng dấu chấm phẩy
option-rotate = Xoay hình
option-flip = Lật hình
option-reverse = Chiếu ngược lại
option-mute = Bỏ tiếng
option-grayscale = Chuyển sang đen trắng
option-stabilize = Chống rung cho hình
option-volume = To hơn hay nhỏ hơn
option-brightness = Sáng hơn hay tối hơn
option-contrast = Tương phản nhiều hay ít hơn
option-saturation = Màu đậm hay nhạt hơn
option-start = Bắt đầu từ đâu, ví dụ 1:30
option-end = Kết thúc ở đâu, ví dụ 2:05
option-position = Đặt ở đâu
option-scale = Độ lớn, 0.3 là khoảng một phần ba hình
option-opacity = Độ đục, từ 0 đến 1
option-factor = Nhanh gấp mấy lần, 2 là gấp đôi
option-width = Chiều rộng tính bằng điểm ảnh
option-sticker = Dùng làm nhãn dán
option-count = Bao nhiêu cái
option-max_mb = Nặng nhất bao nhiêu MB
option-format = Định dạng tệp
option-rate_hz = Tần số lấy mẫu (Hz)
option-music_volume = Nhạc to cỡ nào, 1 là bình thường
option-mood = Tâm trạng của nhạc
option-lufs = Độ to theo LUFS, ví dụ -14
option-strength = Mạnh cỡ nào, 1 là bình thường
option-max_duration = Đoạn dài nhất bao nhiêu giây
option-singing = Đây là bài hát
option-remove = Đoạn cần bỏ, ví dụ 0:10-0:20
option-margin = Số giây chừa quanh lời nói
option-threshold = Nhỏ hơn mức nào thì coi là im lặng
option-query = Cần tìm gì
option-intensity = Nhịp cắt
option-transition = Các đoạn nối nhau thế nào
option-kind = Viết gì: tiêu đề, bài đăng, kịch bản
option-question = Câu hỏi của bạn
option-points = Bao nhiêu ý
option-word_times = Ghi giờ cho từng từ

## Lệnh

command-meme = Làm meme từ video hoặc ảnh
command-subtitle = Thêm phụ đề vào video
command-transcribe = Chép lời nói thành phụ đề hoặc văn bản
command-adjust = Xoay, lật, tua ngược, tắt tiếng, làm sáng, chống rung
command-concat = Ghép video và ảnh
command-overlay = Chồng logo hoặc hình thứ hai lên
command-speed = Làm nhanh hoặc chậm lại
command-title = Viết chữ lên hình
command-trim = Cắt bỏ hoặc lấy ra một đoạn
command-highlights = Chọn ra những đoạn hay nhất
command-tighten = Cắt khoảng lặng
command-add_music = Chèn nhạc nền
command-extract_audio = Lấy tiếng của video
command-compress = Nén file cho nhẹ
command-convert = Đổi định dạng hoặc tần số lấy mẫu
command-gif = Làm ảnh GIF hoặc nhãn dán động
command-thumbnail = Chọn ảnh bìa từ video
command-loudness = Cân bằng âm lượng
command-slice = Cắt bản ghi âm theo chỗ ngừng nghỉ
command-denoise = Lọc tiếng ồn nền
command-reframe = Đổi khung hình: dọc, vuông, ngang
command-voiceover = Đọc lời của bạn, lồng vào video hoặc thành file âm thanh
command-ask = Hỏi xem trong video hay bản ghi âm nói gì
command-summarize = Tóm tắt video, bản ghi âm hoặc văn bản
command-chapters = Các chương kèm thời gian
command-describe = Kể từng cảnh có gì
command-find = Tìm một đoạn theo mô tả
command-write = Viết một bài, hoặc lập dàn ý từ tư liệu
command-help = Xem mình làm được gì
command-edit = Sửa một thành phẩm (trả lời tin nhắn đó)
command-preset = Lưu và dùng mẫu: save TÊN, use TÊN, list
command-undo = Quay lại bản trước
command-redo = Tới lại bản sau
command-retry = Làm lại lần nữa cho kết quả khác
command-export = Xuất dự án cho phần mềm dựng khác (khi trả lời kết quả)
command-how = Xem mình đã làm kết quả thế nào (khi trả lời kết quả)
telegram-about = Gửi video kèm mong muốn, nhận lại bản dựng hoàn chỉnh. Tiếng Việt · English · 中文
telegram-description = Phòng dựng phim ngay trong khung chat 🎬 Gửi video, ảnh hoặc âm thanh rồi nói bạn muốn gì. Mình làm được: { $capabilities }. Trả lời kết quả để sửa tiếp. Trong nhóm, hãy nhắc tên mình hoặc trả lời một video.

## cutroom doctor

doctor-found = Ở đây đã có:
doctor-unlock = chưa có; cần: { $how }
doctor-not-yet = bản này chưa dùng tới
doctor-untried = đã cài, chưa thử
doctor-platforms = Nền tảng chat:
doctor-languages = Mỗi ngôn ngữ làm được gì ở đây:
doctor-speaker = đọc thành tiếng được ({ $names })
doctor-no-speaker = chưa đọc thành tiếng được
doctor-transcriber = nghe hiểu được lời nói ({ $names })
doctor-no-transcriber = chưa nghe hiểu lời nói; dùng phụ đề bạn gửi
doctor-fonts = hiện được chữ ({ $names })
doctor-no-fonts = chưa có phông chữ phù hợp
doctor-can = Bạn có thể nhờ mình: { $capabilities }.

## Lời trên Discord

discord-answer = Trả lời…
discord-answer-title = Câu trả lời của bạn
discord-answer-text = Bằng lời
discord-answer-files = Hoặc bằng tệp
discord-texts-hint = Cứ để trống, mình sẽ tự nghĩ.
discord-preset-save = Lưu một yêu cầu thành mẫu
discord-preset-share = Lưu thành mẫu chung cho cả nhóm
discord-preset-use = Làm theo mẫu đã lưu
discord-preset-list = Xem các mẫu đã lưu
discord-preset-delete = Bỏ một mẫu

## Những gì làm kèm mà không ai nhắc: nói gọn một câu, kèm cách bỏ đi

unasked = Mình có { $done } luôn. Không thích thì nhắn { $words } nhé.
unasked-place = Vì bạn đăng { $place } nên mình { $done } luôn. Không thích thì nhắn { $words } nhé.
unasked-and = { " và " }
unasked-or = { " hoặc " }
unasked-words = “{ $words }”
unasked-done-vertical = chuyển sang dọc
unasked-done-wide = chuyển sang ngang
unasked-done-shape = đổi khung hình
unasked-done-subtitle = thêm phụ đề
unasked-done-loudness = cân lại âm lượng
unasked-done-add_music = lót nhạc nhẹ dưới giọng đọc
unasked-off-vertical = giữ khung ngang
unasked-off-wide = giữ khung gốc
unasked-off-shape = giữ khung gốc
unasked-off-subtitle = bỏ phụ đề
unasked-off-loudness = giữ nguyên âm thanh
unasked-off-add_music = bỏ nhạc
