#pragma once
// Words of enums that only the store spells; the others are in gateway/domain/words.cpp and found
// by argument-dependent look-up.
#include <string_view>

#include "domain/invariant.hpp"
#include "domain/payment.hpp"
#include "ports/store.hpp"

namespace dvcpay::sqlite {

inline std::string_view to_string(Locale locale) {
    switch (locale) {
        case Locale::vi:
            return "vi";
        case Locale::en:
            return "en";
    }
    invariant_broken("to_string: value outside its enum");
}
inline std::string_view to_string(NextAction::Kind kind) {
    switch (kind) {
        case NextAction::Kind::none:
            return "none";
        case NextAction::Kind::redirect:
            return "redirect";
        case NextAction::Kind::qr:
            return "qr";
        case NextAction::Kind::app:
            return "app";
    }
    invariant_broken("to_string: value outside its enum");
}
inline std::string_view to_string(Service::Refundable refundable) {
    switch (refundable) {
        case Service::Refundable::unknown:
            return "unknown";
        case Service::Refundable::yes:
            return "yes";
        case Service::Refundable::no:
            return "no";
    }
    invariant_broken("to_string: value outside its enum");
}
inline std::string_view to_string(DeliveryState state) {
    switch (state) {
        case DeliveryState::waiting:
            return "waiting";
        case DeliveryState::delivered:
            return "delivered";
        case DeliveryState::dead:
            return "dead";
    }
    invariant_broken("to_string: value outside its enum");
}
inline std::string_view to_string(PrincipalKind kind) {
    switch (kind) {
        case PrincipalKind::system:
            return "system";
        case PrincipalKind::person:
            return "person";
    }
    invariant_broken("to_string: value outside its enum");
}

}  // namespace dvcpay::sqlite
