#include <ostream>
#include <sstream>

#include "world.hpp"

namespace dvcpay::testing {
namespace {

/// Writes members one after another, each with its length, so that no two objects look alike by
/// accident.
class Dump {
  public:
    Dump& operator<<(const std::string& text) {
        out_ << text.size() << ':' << text << ' ';
        return *this;
    }
    Dump& operator<<(std::int64_t number) {
        out_ << number << ' ';
        return *this;
    }
    Dump& operator<<(Money money) { return *this << money.count(); }
    Dump& operator<<(Wall at) { return *this << at.ms; }
    template <class Tag>
    Dump& operator<<(const Id<Tag>& id) {
        return *this << id.text();
    }
    template <class T>
    Dump& operator<<(const std::optional<T>& value) {
        if (value) return *this << *value;
        out_ << "none ";
        return *this;
    }
    template <class E>
        requires std::is_enum_v<E>
    Dump& operator<<(E value) {
        return *this << static_cast<std::int64_t>(value);
    }
    std::string text() const { return out_.str(); }

  private:
    std::ostringstream out_;
};

void dump_failure(Dump& out, const std::optional<Failure>& f) {
    if (!f) return;
    out << f->code << f->provider_code << f->message_vi << f->message_en
        << std::int64_t{f->can_retry};
}

void dump_payment(Dump& out, const Payment& p) {
    out << p.id << p.client << p.reference << p.service_code << p.agency_code << p.amount
        << p.service_fee << p.description << p.return_url << p.metadata_json << p.payer_masked_json
        << p.owner_masked_json << p.locale << p.beneficiary.account << p.beneficiary.bank_bin
        << p.beneficiary.name << p.state << std::int64_t{p.cancel_requested} << p.cancel_reason
        << std::int64_t{p.late} << std::int64_t{p.zero_amount} << p.zero_reason << p.settlement
        << p.supersedes << p.superseded_by << p.created_by << p.created_at << p.expires_at
        << p.paid_at << p.closed_at << p.version << p.sequence << p.next_due_at;
    for (const auto& warning : p.warnings) out << warning;
    for (const auto& l : p.lines) {
        out << l.kind << l.code << l.description << l.amount << l.chapter << l.sub_item
            << l.treasury_code;
    }
}

}  // namespace

std::string dump(const Attempt& a) {
    Dump out;
    const NextAction& n = a.next_action;
    out << a.id << a.account.provider << a.account.account << a.method << a.finality
        << a.order_ref.text() << a.request_id << a.state << a.amount << n.kind << n.url
        << n.qr_payload << n.bank_bin << n.bank_name << n.account_number << n.account_name
        << n.content << a.provider_txn << a.opened_at << a.expires_at << a.grace_s << a.closed_at
        << a.next_ask_at << a.watched_until << a.asked << std::int64_t{a.overdue};
    dump_failure(out, a.failure);
    return out.text();
}

std::string dump(const Credit& c) {
    Dump out;
    out << c.id << c.payment << c.attempt << c.account.provider << c.account.account
        << c.provider_txn << c.order_ref << c.amount << c.state << c.occurred_at << c.received_at
        << c.evidence << c.settlement;
    return out.text();
}

std::string dump(const PaymentFile& file) {
    Dump out;
    dump_payment(out, file.payment);
    for (const auto& a : file.attempts) out << dump(a);
    for (const auto& c : file.credits) out << dump(c);
    for (const auto& r : file.refunds) {
        out << r.id << r.credit << r.amount << r.reason << r.state << r.requested_by
            << r.approved_by << r.provider_refund_id << r.version << r.created_at << r.closed_at;
        dump_failure(out, r.failure);
    }
    for (const auto& i : file.incidents) {
        out << i.id << i.kind << i.state << i.payment << i.attempt << i.credit << i.amount
            << i.proposal << i.detail << i.opened_at << i.closed_at;
    }
    out << file.obligation_paid_by;
    return out.text();
}

std::string dump(const Event& e) {
    Dump out;
    out << e.position << e.id << e.chain << e.sequence << e.type << e.at << e.client
        << e.agency_code << e.data << e.note << e.actor << e.prev_hash << e.hash;
    return out.text();
}

OrderRef nth_order_ref(std::uint64_t n) {
    std::array<std::byte, 10> random{};
    for (std::size_t i = 0; i < 8; ++i)
        random[7 - i] = static_cast<std::byte>((n >> (8 * i)) & 0xffU);
    return OrderRef::make("A0", random);
}

PaymentFile open_payment_file(std::uint64_t n, Wall at) {
    PaymentFile file;
    Payment& p = file.payment;
    p.id = nth_id<PaymentId>(n, at);
    p.client = "portal";
    p.reference = "H01.12-261123-" + std::to_string(n);
    p.service_code = "1.004222";
    p.agency_code = "H01.12";
    p.amount = Money::dong(60'000);
    p.service_fee = Money::dong(1'100);
    p.lines = {
        Line{LineKind::fee, "PHI01", "Phí thẩm định", Money::dong(50'000), "018", "2263", "KB01"},
        Line{LineKind::charge, "LP01", "Lệ phí cấp giấy phép", Money::dong(10'000), "", "", ""},
    };
    p.description = "Nộp phí, lệ phí hồ sơ";
    p.return_url = "https://dichvucong.example.vn/ket-qua";
    p.metadata_json = R"({"dossier":"42"})";
    p.payer_masked_json = R"({"name":"N••••• V•• A•"})";
    p.warnings = {"expiry_cut_to_method_limit"};
    p.beneficiary = Beneficiary{"1122334455", "970418", "SO TAI CHINH"};
    p.created_by = "prn_01KAR3Z5W3X7N8Q2J4T6V8Y0AB";
    p.created_at = at;
    p.expires_at = at.plus_s(900);
    p.version = 1;
    p.next_due_at = p.expires_at;
    return file;
}

Attempt pending_attempt(std::uint64_t n, Wall at) {
    Attempt a;
    a.id = nth_id<AttemptId>(n, at);
    a.account = AccountKey{"momo", "default"};
    a.method = Method::qr;
    a.order_ref = nth_order_ref(n);
    a.request_id = "request-" + std::to_string(n);
    a.state = AttemptState::pending;
    a.amount = Money::dong(61'100);
    a.next_action.kind = NextAction::Kind::qr;
    a.next_action.qr_payload = "000201…";
    a.next_action.content = "DVC";
    a.opened_at = at;
    a.expires_at = at.plus_s(900);
    a.grace_s = 60;
    a.next_ask_at = at.plus_s(15);
    return a;
}

Credit applied_credit(
    std::uint64_t n, const PaymentFile& file, const AttemptId& attempt, Money amount
) {
    Credit c;
    c.id = nth_id<CreditId>(n);
    c.payment = file.payment.id;
    c.attempt = attempt;
    c.account = AccountKey{"momo", "default"};
    c.provider_txn = "txn-" + std::to_string(n);
    c.order_ref = nth_order_ref(n).text();
    c.amount = amount;
    c.occurred_at = noon.plus_s(20);
    c.received_at = noon.plus_s(21);
    c.evidence = nth_id<EvidenceId>(n);
    return c;
}

Refund requested_refund(std::uint64_t n, const CreditId& credit) {
    Refund r;
    r.id = nth_id<RefundId>(n);
    r.credit = credit;
    r.amount = Money::dong(1'000);
    r.reason = "nộp thừa";
    r.requested_by = nth_id<PrincipalId>(1);
    r.created_at = noon;
    return r;
}

Incident open_incident(std::uint64_t n, const PaymentFile& file) {
    Incident i;
    i.id = nth_id<IncidentId>(n);
    i.kind = IncidentKind::overpayment;
    i.payment = file.payment.id;
    i.amount = Money::dong(5);
    i.proposal = Proposal::refund_surplus;
    i.detail = "more than was due";
    i.opened_at = noon;
    return i;
}

NewEvent new_event(std::uint64_t n, EventType type, Wall at, std::string agency) {
    NewEvent e;
    e.id = nth_id<EventId>(n, at);
    e.draft.type = type;
    e.draft.note = "note " + std::to_string(n);
    e.draft.actor = "rules";
    e.at = at;
    e.client = "portal";
    e.agency_code = std::move(agency);
    e.data = R"({"n":)" + std::to_string(n) + "}";
    return e;
}

Delivery new_delivery(std::uint64_t n, const Event& event, std::string endpoint) {
    Delivery d;
    d.id = nth_id<DeliveryId>(n, event.at);
    d.endpoint = std::move(endpoint);
    d.chain = event.chain;
    d.sequence = event.sequence;
    d.position = event.position;
    d.event = event.id;
    d.type = event.type;
    d.client = event.client;
    d.created_at = event.at;
    return d;
}

void PrintTo(const Engine& engine, std::ostream* out) {
    *out << engine.name;
}

}  // namespace dvcpay::testing
