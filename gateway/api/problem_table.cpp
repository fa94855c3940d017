// The words of every problem the API can answer with. Titles are stable, details say what to do.
#include <array>

#include "api/problem.hpp"

namespace dvcpay::api {
namespace {

constexpr auto no = Retryable::no;
constexpr auto yes = Retryable::yes;

// clang-format off
constexpr std::array<ProblemKind, 42> kinds{{
    {Fault::malformed_json, 400, no, "JSON sai cú pháp", "Malformed JSON",
     "Thân yêu cầu không phải một văn bản JSON hợp lệ bằng UTF-8, hoặc có thành viên trùng tên.",
     "The body is not one well-formed JSON text in UTF-8, or a member stands twice."},
    {Fault::idempotency_key_missing, 400, no, "Thiếu Idempotency-Key", "Idempotency-Key missing",
     "Yêu cầu này cần tiêu đề Idempotency-Key gồm 1 đến 255 ký tự ASCII nhìn thấy được.",
     "This request needs an Idempotency-Key header of 1 to 255 visible ASCII characters."},
    {Fault::invalid_parameter, 400, no, "Tham số không hợp lệ", "Invalid parameter",
     "Một tham số của địa chỉ hoặc tiêu đề không đúng như tài liệu.",
     "A parameter of the address or a header is not as documented."},
    {Fault::invalid_cursor, 400, no, "Con trỏ không hợp lệ", "Invalid cursor",
     "Con trỏ không do cổng cấp cho danh sách này.",
     "The cursor was not issued by the gateway for this list."},
    {Fault::unauthenticated, 401, no, "Chưa xác thực", "Unauthenticated",
     "Thiếu khóa API, hoặc khóa không đúng, đã hết hạn hay đã bị thu hồi.",
     "The API key is missing, wrong, expired or revoked."},
    {Fault::insufficient_scope, 403, no, "Không đủ quyền", "Insufficient scope",
     "Khóa API không có quyền cần cho lời gọi này.",
     "The API key does not have the scope this call needs."},
    {Fault::agency_not_allowed, 403, no, "Ngoài phạm vi cơ quan", "Agency not allowed",
     "Khóa API không được dùng cho cơ quan này.",
     "The API key may not act for this agency."},
    {Fault::same_person, 403, no, "Cần người thứ hai", "A second person is needed",
     "Việc này phải do một người khác với người đề nghị thực hiện.",
     "This must be done by a person other than the one who proposed it."},
    {Fault::not_found, 404, no, "Không tìm thấy", "Not found",
     "Không có đối tượng này, hoặc khóa API không được xem nó.",
     "There is no such thing, or the API key may not see it."},
    {Fault::method_not_allowed, 405, no, "Phương thức HTTP không được dùng ở đây", "Method not allowed",
     "Xem tiêu đề Allow.", "See the Allow header."},
    {Fault::not_acceptable, 406, no, "Không có định dạng được yêu cầu", "Not acceptable",
     "Tiêu đề Accept không nhận định dạng mà tài nguyên này có.",
     "The Accept header admits no format this resource has."},
    {Fault::request_timeout, 408, yes, "Yêu cầu đến quá chậm", "Request timeout",
     "Yêu cầu không đến đủ trong thời hạn.", "The request did not arrive completely in time."},
    {Fault::body_too_large, 413, no, "Thân yêu cầu quá lớn", "Body too large",
     "Thân yêu cầu vượt giới hạn 64 KiB.", "The body exceeds the limit of 64 KiB."},
    {Fault::unsupported_media_type, 415, no, "Kiểu nội dung không được nhận", "Unsupported media type",
     "Thân yêu cầu phải là application/json.", "The body must be application/json."},
    {Fault::headers_too_large, 431, no, "Tiêu đề quá lớn", "Headers too large",
     "Các tiêu đề vượt giới hạn 16 KiB.", "The header fields exceed the limit of 16 KiB."},
    {Fault::request_in_progress, 409, yes, "Yêu cầu cùng khóa đang chạy", "Request in progress",
     "Một yêu cầu với cùng Idempotency-Key đang được xử lý; hãy gửi lại sau.",
     "A request with the same Idempotency-Key is being worked on; repeat it later."},
    {Fault::reference_in_use, 409, no, "Mã tham chiếu đang được dùng", "Reference in use",
     "Một khoản phải thu của mã này đang mở hoặc còn được theo dõi; dùng supersedes để thay thế nó.",
     "A payment of this reference is open or still watched; name it in supersedes to replace it."},
    {Fault::reference_paid, 409, no, "Mã tham chiếu đã thanh toán", "Reference paid",
     "Khoản phải thu của mã này đã được thanh toán.", "A payment of this reference is paid already."},
    {Fault::attempt_open, 409, yes, "Lần thanh toán trước còn hiệu lực", "Attempt still open",
     "Lần thanh toán trước chưa kết thúc ở nhà cung cấp; hãy thử lại sau.",
     "The attempt before is still alive at its provider; try again later."},
    {Fault::payment_closed, 409, no, "Khoản phải thu đã đóng", "Payment closed",
     "Khoản phải thu đã đóng hoặc đang được hủy.", "The payment is closed, or about to be."},
    {Fault::refund_exceeds_credit, 409, no, "Hoàn vượt số đã nhận", "Refund exceeds credit",
     "Tổng tiền hoàn vượt khoản tiền đã nhận.", "The refunds would exceed what was received."},
    {Fault::state_conflict, 409, no, "Trạng thái không cho phép", "State conflict",
     "Trạng thái hiện tại không cho phép thao tác này.", "The present state does not allow this."},
    {Fault::version_mismatch, 412, no, "Phiên bản đã thay đổi", "Version mismatch",
     "Đối tượng đã thay đổi kể từ phiên bản trong If-Match; hãy đọc lại.",
     "The object has changed since the version in If-Match; read it again."},
    {Fault::refundable_amount_changed, 412, no, "Số có thể hoàn đã thay đổi", "Refundable amount changed",
     "Số tiền còn có thể hoàn khác với số đã gửi; hãy đọc lại.",
     "What is left to refund differs from what was sent; read it again."},
    {Fault::validation_failed, 422, no, "Dữ liệu không hợp lệ", "Validation failed",
     "Một hoặc nhiều thành viên không hợp lệ; xem errors.", "One or more members are not valid; see errors."},
    {Fault::unknown_field, 422, no, "Thành viên không được biết đến", "Unknown field",
     "Thân yêu cầu có thành viên không nằm trong tài liệu; xem errors.",
     "The body has a member that is not documented; see errors."},
    {Fault::unknown_service, 422, no, "Không có thủ tục này", "Unknown service",
     "Mã thủ tục không có trong danh mục còn hiệu lực.", "The service code is not in the catalogue in force."},
    {Fault::unknown_agency, 422, no, "Không có cơ quan này", "Unknown agency",
     "Mã cơ quan không có trong danh mục.", "The agency code is not in the catalogue."},
    {Fault::agency_not_valid_at, 422, no, "Cơ quan không còn hiệu lực", "Agency not valid on this day",
     "Cơ quan không còn hiệu lực vào ngày này.", "The agency is not valid on this day."},
    {Fault::unknown_provider, 422, no, "Không có nhà cung cấp này", "Unknown provider",
     "Cổng không có nhà cung cấp tên này.", "The gateway has no provider of this name."},
    {Fault::provider_not_allowed, 422, no, "Nhà cung cấp không phục vụ cơ quan này", "Provider not allowed",
     "Không có hợp đồng nào của nhà cung cấp này phục vụ cơ quan này hôm nay.",
     "No contract with this provider serves this agency today."},
    {Fault::method_not_offered, 422, no, "Nhà cung cấp không có phương thức này", "Method not offered",
     "Nhà cung cấp không có phương thức thanh toán này.", "The provider does not offer this method."},
    {Fault::amount_out_of_range, 422, no, "Số tiền ngoài giới hạn", "Amount out of range",
     "Số tiền ngoài giới hạn của phương thức hoặc của cổng.",
     "The amount is outside the limits of the method or of the gateway."},
    {Fault::lines_do_not_sum, 422, no, "Tổng các dòng không khớp", "Lines do not sum",
     "Tổng số tiền các dòng khác số tiền của khoản phải thu.",
     "The sum of the lines is not the amount of the payment."},
    {Fault::return_url_not_allowed, 422, no, "Địa chỉ quay về không được phép", "Return URL not allowed",
     "return_url phải là https và thuộc một nguồn đã đăng ký cho hệ thống gọi.",
     "return_url must be https and of an origin registered for the client."},
    {Fault::idempotency_key_reused, 422, no, "Idempotency-Key đã dùng cho nội dung khác", "Idempotency-Key reused",
     "Khóa này đã được dùng với một nội dung khác.", "This key was used with another body."},
    {Fault::not_refundable, 422, no, "Không được hoàn", "Not refundable",
     "Khoản thu của thủ tục này không được hoàn.", "What this service collects is not refunded."},
    {Fault::rate_limited, 429, yes, "Quá nhiều yêu cầu", "Too many requests",
     "Khóa API đã dùng hết hạn mức; hãy thử lại sau.", "The API key has used up its rate; try again later."},
    {Fault::internal_error, 500, yes, "Lỗi nội bộ", "Internal error",
     "Cổng gặp lỗi không lường trước; báo kèm trace_id khi liên hệ.",
     "The gateway met an unexpected fault; name the trace_id when you report it."},
    {Fault::shutting_down, 503, yes, "Cổng đang dừng", "Shutting down",
     "Chưa có gì được bắt đầu; hãy gửi lại sau.", "Nothing was begun; repeat it later."},
    {Fault::overloaded, 503, yes, "Cổng quá tải", "Overloaded",
     "Chưa có gì được bắt đầu; hãy gửi lại sau.", "Nothing was begun; repeat it later."},
    {Fault::store_unavailable, 503, yes, "Kho dữ liệu không sẵn sàng", "Store unavailable",
     "Chưa có gì được bắt đầu; hãy gửi lại sau.", "Nothing was begun; repeat it later."},
}};
// clang-format on

static_assert(kinds.back().fault == Fault::store_unavailable);
static_assert(kinds.size() == static_cast<std::size_t>(Fault::store_unavailable) + 1);

}  // namespace

std::span<const ProblemKind> problem_kinds() {
    return kinds;
}

const ProblemKind& problem_kind(Fault fault) {
    const auto index = static_cast<std::size_t>(fault);
    return index < kinds.size() ? kinds[index]
                                : kinds[static_cast<std::size_t>(Fault::internal_error)];
}

const ProblemKind* find_problem_kind(std::string_view code) {
    for (const auto& kind : kinds) {
        if (code_of(kind.fault) == code) return &kind;
    }
    return nullptr;
}

}  // namespace dvcpay::api
