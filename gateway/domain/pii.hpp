#pragma once
// Personal data as a type that does not print (P9). `clear()` is the one word to search for.
#include <string>
#include <string_view>
#include <utility>

namespace dvcpay {

template <class T>
class Pii {
  public:
    Pii() = default;
    explicit Pii(T value) : value_(std::move(value)) {}
    const T& clear() const { return value_; }
    bool empty() const { return value_.empty(); }

  private:
    T value_{};
};

/// Who pays, or whose dossier it is. Every member may be empty.
struct Party {
    Pii<std::string> name;
    Pii<std::string> id_number;
    Pii<std::string> tax_code;
    Pii<std::string> phone;
    Pii<std::string> email;
    Pii<std::string> address;
};

/// Each word keeps its first letter, the rest become dots: "Nguyễn Văn An" → "N••••• V•• A•". UTF-8
/// aware.
std::string mask_words(std::string_view text);
/// Only the last four characters stay: "091099001234" → "••••••••1234". Four or fewer: all dots.
std::string mask_tail(std::string_view text);
/// "an@example.vn" → "a•@e••••••.vn"-like: first letter of each side, domain's last label kept.
std::string mask_email(std::string_view text);

}  // namespace dvcpay
