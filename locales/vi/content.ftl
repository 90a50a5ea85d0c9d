# Những chữ Cutroom tự đặt vào thành phẩm: tiêu đề, dấu trong tệp, chữ trên hình.

made-with = Làm bằng Cutroom
synthetic-speech = Có giọng đọc tổng hợp
