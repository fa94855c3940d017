#include "sandbox/momo/codes.hpp"

#include <algorithm>
#include <array>

namespace dvcpay::sandbox::momo {

namespace {

enum class Final : std::uint8_t { no, yes };

struct Row {
    std::int64_t code;
    Final final;
    int status;
    std::string_view vi;
    std::string_view en;
};

constexpr auto no = Final::no;
constexpr auto yes = Final::yes;

constexpr std::array rows{
    Row{0, yes, 200, "Thành công.", "Successful."},
    Row{10, no, 200, "Hệ thống đang bảo trì.", "The system is under maintenance."},
    Row{11, no, 400, "Truy cập bị từ chối.", "Access denied."},
    Row{12, no, 400, "Phiên bản API không được hỗ trợ.", "This API version is not supported."},
    Row{13, no, 400, "Xác thực không thành công.", "Merchant authentication failed."},
    Row{20, no, 400, "Yêu cầu sai định dạng.", "The request is malformed."},
    Row{21, no, 400, "Số tiền không hợp lệ.", "The amount is invalid."},
    Row{22, no, 400, "Số tiền ngoài giới hạn cho phép.", "The amount is out of range."},
    Row{40, no, 400, "RequestId bị trùng.", "Duplicate requestId."},
    Row{41, no, 400, "OrderId bị trùng.", "Duplicate orderId."},
    Row{42, no, 400, "OrderId không hợp lệ hoặc không tìm thấy.", "OrderId is invalid or not found."
    },
    Row{43,
        no,
        400,
        "Một giao dịch tương tự đang được xử lý.",
        "A similar transaction is in flight."},
    Row{45, no, 400, "Trùng itemId.", "Duplicate itemId."},
    Row{47, no, 400, "Thông tin không áp dụng được.", "The data are not applicable here."},
    Row{98, yes, 200, "Không tạo được mã QR.", "The QR code could not be generated."},
    Row{99, yes, 200, "Lỗi không xác định.", "Unknown error."},
    Row{1000, no, 200, "Giao dịch đang chờ người dùng xác nhận.", "Waiting for the payer."},
    Row{1001, yes, 200, "Tài khoản không đủ tiền.", "The payer has insufficient funds."},
    Row{1002, yes, 200, "Tổ chức phát hành từ chối.", "The issuer refused."},
    Row{1003, yes, 200, "Giao dịch bị huỷ sau khi giữ tiền.", "Cancelled after authorisation."},
    Row{1004, yes, 200, "Vượt hạn mức thanh toán của người dùng.", "The payer's limit is exceeded."
    },
    Row{1005, yes, 200, "Liên kết hoặc mã QR đã hết hạn.", "The link or QR code has expired."},
    Row{1006, yes, 200, "Giao dịch bị từ chối bởi người dùng.", "Declined by the payer."},
    Row{1007, yes, 200, "Tài khoản không hoạt động.", "The account is inactive."},
    Row{1017, yes, 200, "Giao dịch bị huỷ bởi đối tác.", "Cancelled by the merchant."},
    Row{1026, yes, 200, "Không thoả điều kiện khuyến mãi.", "A promotion rule forbids it."},
    Row{1080, yes, 200, "Hoàn tiền không thành công.", "The refund attempt failed."},
    Row{1081, yes, 200, "Hoàn tiền bị từ chối.", "The refund was rejected."},
    Row{1088, yes, 200, "Giao dịch không được hoàn tiền.", "The payment is not refundable."},
    Row{2019, yes, 200, "OrderGroupId không hợp lệ.", "The orderGroupId is invalid."},
    Row{4001, yes, 200, "Tài khoản bị hạn chế.", "The account is restricted."},
    Row{4002, yes, 200, "Tài khoản chưa xác thực sinh trắc học.", "No biometric verification yet."},
    Row{4100, yes, 200, "Người dùng đăng nhập thất bại.", "The payer could not log in."},
    Row{7000, no, 200, "Giao dịch đang được xử lý.", "The transaction is being processed."},
    Row{7002, no, 200, "Nguồn tiền đang xử lý giao dịch.", "The funding source is processing it."},
    Row{8000, no, 200, "Người dùng cần xác nhận lại.", "The payer has to confirm again."},
    Row{9000, no, 200, "Giao dịch đã được xác nhận.", "Transaction is authorized successfully."},
};

const Row* row_of(std::int64_t result_code) {
    const auto at = std::ranges::find(rows, result_code, &Row::code);
    return at == rows.end() ? nullptr : &*at;
}

}  // namespace

std::string message_of(std::int64_t result_code, std::string_view lang) {
    const auto* row = row_of(result_code);
    if (row == nullptr) {
        return (lang == "en" ? "Result code " : "Mã kết quả ") + std::to_string(result_code);
    }
    return std::string(lang == "en" ? row->en : row->vi);
}

bool is_final(std::int64_t result_code) {
    const auto* row = row_of(result_code);
    return row != nullptr && row->final == Final::yes;
}

int http_status_of(std::int64_t result_code) {
    const auto* row = row_of(result_code);
    return row == nullptr ? 200 : row->status;
}

}  // namespace dvcpay::sandbox::momo
