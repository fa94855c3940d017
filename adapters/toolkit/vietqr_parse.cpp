#include <algorithm>
#include <utility>

#include "toolkit/text.hpp"
#include "toolkit/vietqr.hpp"
#include "toolkit/vietqr_format.hpp"

namespace dvcpay::toolkit {
namespace {

using Objects = std::vector<QrObject>;

constexpr std::size_t header = 4;
constexpr std::size_t text_min = vietqr::first_object.size() + 8;

Error malformed(const char* why) {
    return Error(Fault::malformed, why);
}
Error malformed(std::string_view where, const char* why) {
    return Error(Fault::malformed, std::string(where) + why);
}

/// The next object of `rest`, which it removes from there. `where` begins the detail of a fault.
Result<QrObject> next_object(std::string_view& rest, std::string_view where) {
    if (rest.size() < header) return malformed(where, "an object is cut off");
    if (!vietqr::is_digits(rest.substr(0, 2))) return malformed(where, "an id is not two digits");
    if (!vietqr::is_digits(rest.substr(2, 2)))
        return malformed(where, "a length is not two digits");
    const auto length =
        static_cast<std::size_t>(rest[2] - '0') * 10 + static_cast<std::size_t>(rest[3] - '0');
    if (length == 0) return malformed(where, "a length is zero");
    if (length > rest.size() - header) return malformed(where, "a length goes beyond the end");
    QrObject out{std::string(rest.substr(0, 2)), std::string(rest.substr(header, length))};
    rest.remove_prefix(header + length);
    return out;
}

const std::string* find(const Objects& objects, std::string_view id) {
    const auto found = std::ranges::find(objects, id, &QrObject::id);
    return found == objects.end() ? nullptr : &found->value;
}

/// The whole of a template's value.
Result<Objects> nested(std::string_view value, std::string_view where) {
    Objects out;
    while (!value.empty()) {
        BOOST_OUTCOME_TRY(auto object, next_object(value, where));
        if (find(out, object.id) != nullptr) return malformed(where, "an id stands twice");
        out.push_back(std::move(object));
    }
    return out;
}

/// What follows the CRC is an object that should have stood before it, or no object at all.
Error after_crc(std::string_view rest) {
    return next_object(rest, "") ? malformed("the CRC is not the last object")
                                 : malformed("characters follow the CRC");
}

/// Every root object but the CRC, which is checked for its place alone.
Result<Objects> root_objects(std::string_view text, const QrKnobs& knobs) {
    Objects out;
    std::string_view rest = text;
    while (!rest.empty()) {
        BOOST_OUTCOME_TRY(auto object, next_object(rest, ""));
        if (object.id == "63") {
            if (object.value.size() != 4) return malformed("the CRC has not four characters");
            if (!rest.empty()) return after_crc(rest);
            return out;
        }
        if (find(out, object.id) != nullptr) return malformed("a root id stands twice");
        if (!knobs.any_order_ok && !out.empty() && object.id < out.back().id)
            return malformed("root ids do not ascend");
        out.push_back(std::move(object));
    }
    return malformed("the CRC is missing");
}

bool crc_agrees(std::string_view text, const QrKnobs& knobs) {
    std::string said(text.substr(text.size() - 4));
    if (knobs.crc_lowercase_ok) {
        for (char& c : said) {
            if (c >= 'a' && c <= 'f') c = static_cast<char>(c - 32);
        }
    }
    return said == vietqr::crc_text(text.substr(0, text.size() - 4));
}

bool is_merchant_template(std::string_view id) {
    return id >= "26" && id <= "51";
}

/// The place of the one template, among 26–51, that carries the identifier of NAPAS.
Result<std::size_t> napas_template(const Objects& root) {
    std::optional<std::size_t> place;
    for (std::size_t i = 0; i < root.size(); ++i) {
        if (!is_merchant_template(root[i].id)) continue;
        // Another scheme's template need not be made as ours; tag 38 must.
        const auto inside = nested(root[i].value, "tag 38: ");
        if (!inside && root[i].id == "38") return inside.error();
        const std::string* aid = inside ? find(inside.value(), "00") : nullptr;
        if (aid == nullptr || *aid != vietqr::napas_aid) continue;
        if (place) return malformed("two merchant templates of NAPAS");
        place = i;
    }
    if (place) return *place;
    return find(root, "38") == nullptr ? malformed("tag 38 is missing")
                                       : malformed("tag 38 is not of NAPAS");
}

Result<void> read_merchant(std::string_view value, QrContent* out) {
    BOOST_OUTCOME_TRY(const auto merchant, nested(value, "tag 38: "));
    const std::string* beneficiary = find(merchant, "01");
    if (beneficiary == nullptr) return malformed("tag 38 has no beneficiary");
    BOOST_OUTCOME_TRY(const auto inside, nested(*beneficiary, "beneficiary: "));
    const std::string* bin = find(inside, "00");
    if (bin == nullptr || bin->size() != 6 || !vietqr::is_digits(*bin))
        return malformed("the BIN is not six digits");
    const std::string* word = find(merchant, "02");
    const auto service = std::ranges::find_if(vietqr::service_words, [word](const auto& known) {
        return word != nullptr && known.word == *word;
    });
    if (service == std::end(vietqr::service_words)) return malformed("not a known service");
    const std::string* number = find(inside, "01");
    if (number == nullptr || !vietqr::is_number(*number, service->service))
        return malformed("not an account or card number");
    out->bank_bin = *bin;
    out->service = service->service;
    out->number = *number;
    return ok();
}

/// Digits from 1 on; a point and zeros may follow.
std::optional<Money> qr_amount(std::string_view text) {
    const std::string_view digits = text.substr(0, text.find('.'));
    if (digits.size() > vietqr::amount_digits_max) return std::nullopt;
    if (digits.size() < text.size()) {
        const std::string_view decimals = text.substr(digits.size() + 1);
        if (decimals.size() > 2 || decimals.find_first_not_of('0') != std::string_view::npos)
            return std::nullopt;
    }
    const auto count = parse_whole(digits);
    if (!count || *count == 0) return std::nullopt;
    return Money::dong(*count);
}

Result<void> read_initiation(std::string_view value, QrContent* out) {
    if (value != "11" && value != "12") return malformed("not a point of initiation");
    out->initiation = value == "12" ? QrInitiation::once : QrInitiation::reusable;
    return ok();
}

Result<void> read_labels(std::string_view value, QrContent* out) {
    BOOST_OUTCOME_TRY(auto labels, nested(value, "tag 62: "));
    for (auto& label : labels) {
        const auto known = std::ranges::find(vietqr::label_texts, label.id, &vietqr::TextField::id);
        if (known == std::end(vietqr::label_texts)) {
            out->other_labels.push_back(std::move(label));
        } else {
            out->*known->kept = std::move(label.value);
        }
    }
    return ok();
}

/// A root object that is neither 00, currency, country nor the merchant's template.
Result<void> read_object(QrObject object, QrContent* out) {
    if (object.id == "01") return read_initiation(object.value, out);
    if (object.id == "62") return read_labels(object.value, out);
    if (object.id == "54") {
        out->amount = qr_amount(object.value);
        return out->amount ? Result<void>(ok()) : malformed("not an amount");
    }
    const auto known = std::ranges::find(vietqr::root_texts, object.id, &vietqr::TextField::id);
    if (known == std::end(vietqr::root_texts)) {
        out->others.push_back(std::move(object));
    } else {
        out->*known->kept = std::move(object.value);
    }
    return ok();
}

/// What can be said before the first object is taken apart.
Result<void> check_outside(std::string_view text) {
    if (text.size() > vietqr::text_max) return malformed("too long");
    for (const char c : text) {
        if (c < 0x20 || c > 0x7E) return malformed("a character is not printable ASCII");
    }
    if (text.size() < text_min) return malformed("too short");
    if (!text.starts_with(vietqr::first_object)) return malformed("does not begin with 000201");
    return ok();
}

}  // namespace

Result<QrContent> parse_vietqr(std::string_view text, const QrKnobs& knobs) {
    BOOST_OUTCOME_TRY(check_outside(text));
    BOOST_OUTCOME_TRY(auto root, root_objects(text, knobs));
    if (!crc_agrees(text, knobs)) return malformed("the CRC does not agree");
    const std::string* currency = find(root, "53");
    if (currency == nullptr || *currency != "704") return malformed("the currency is not 704");
    const std::string* country = find(root, "58");
    if (country == nullptr || *country != "VN") return malformed("the country is not VN");
    BOOST_OUTCOME_TRY(const auto merchant, napas_template(root));
    QrContent out;
    BOOST_OUTCOME_TRY(read_merchant(root[merchant].value, &out));
    for (std::size_t i = 1; i < root.size(); ++i) {
        if (i == merchant || root[i].id == "53" || root[i].id == "58") continue;
        BOOST_OUTCOME_TRY(read_object(std::move(root[i]), &out));
    }
    return out;
}

}  // namespace dvcpay::toolkit
