#include "domain/step.hpp"

#include "domain/invariant.hpp"

namespace dvcpay {
namespace {

using S = AttemptState;
using D = Duty;

/// Money wins from every state (P2). After a final word without money it also contradicts the
/// provider; whether that is an incident of its own or part of a late payment is decided one level
/// up.
AttemptStep paid(S from) {
    switch (from) {
        case S::initiating:
        case S::pending:
        case S::unknown:
        case S::succeeded:
            return {S::succeeded, D::none};
        case S::failed:
        case S::cancelled:
        case S::expired:
            return {S::succeeded, D::contradict};
    }
    invariant_broken("step: state outside its enum");
}

/// A final word without money. It ends what is live; after proven money it is a contradiction, and
/// a second final word changes nothing.
AttemptStep final_word(S from, S to) {
    switch (from) {
        case S::initiating:
        case S::pending:
        case S::unknown:
            return {to, D::none};
        case S::succeeded:
            return {S::succeeded, D::contradict};
        case S::failed:
        case S::cancelled:
        case S::expired:
            return {from, D::none};
    }
    invariant_broken("step: state outside its enum");
}

/// Answers of our own create. They matter while its outcome is open; later they are old news.
AttemptStep create_answer(S from, S to) {
    switch (from) {
        case S::initiating:
        case S::unknown:
            return {to, D::none};
        case S::pending:
            return {S::pending, to == S::pending ? D::none : D::ask};
        case S::succeeded:
        case S::failed:
        case S::cancelled:
        case S::expired:
            return {from, D::none};
    }
    invariant_broken("step: state outside its enum");
}

AttemptStep live_to(S from, S to, D duty) {
    return is_live(from) ? AttemptStep{to, duty} : AttemptStep{from, D::none};
}

}  // namespace

AttemptStep step(AttemptState from, AttemptInput input) {
    using enum AttemptInput;
    switch (input) {
        case opened:
            return create_answer(from, S::pending);
        case refused:
            return create_answer(from, S::failed);
        // Not sent says nothing about an earlier sending of the same create.
        case not_sent:
            return from == S::initiating ? AttemptStep{S::failed, D::none}
                                         : AttemptStep{from, D::none};
        // Silence is not a refusal: the money may have moved (P6).
        case no_answer:
            return from == S::initiating ? AttemptStep{S::unknown, D::ask}
                                         : AttemptStep{from, D::none};
        case paid:
            return dvcpay::paid(from);
        case declined:
            return final_word(from, S::failed);
        case cancelled:
            return final_word(from, S::cancelled);
        case lapsed:
            return final_word(from, S::expired);
        // These settle nothing; an attempt whose offer the payer never received stays unknown.
        case waiting:
        case not_found:
        case unclear:
            return {from, D::none};
        case time_up:
            return from == S::initiating || from == S::pending ? AttemptStep{S::unknown, D::ask}
                                                               : AttemptStep{from, D::none};
        case closed_here:
            return live_to(from, S::expired, D::none);
        case superseded:
            return live_to(from, S::cancelled, D::none);
        case asking_over:
            return live_to(from, S::unknown, D::overdue);
    }
    invariant_broken("step: input outside its enum");
}

std::string_view to_string(AttemptInput input) {
    switch (input) {
        case AttemptInput::opened:
            return "opened";
        case AttemptInput::refused:
            return "refused";
        case AttemptInput::not_sent:
            return "not_sent";
        case AttemptInput::no_answer:
            return "no_answer";
        case AttemptInput::paid:
            return "paid";
        case AttemptInput::waiting:
            return "waiting";
        case AttemptInput::declined:
            return "declined";
        case AttemptInput::cancelled:
            return "cancelled";
        case AttemptInput::lapsed:
            return "lapsed";
        case AttemptInput::not_found:
            return "not_found";
        case AttemptInput::unclear:
            return "unclear";
        case AttemptInput::time_up:
            return "time_up";
        case AttemptInput::closed_here:
            return "closed_here";
        case AttemptInput::superseded:
            return "superseded";
        case AttemptInput::asking_over:
            return "asking_over";
    }
    invariant_broken("to_string: value outside its enum");
}

std::string_view to_string(Duty duty) {
    switch (duty) {
        case Duty::none:
            return "none";
        case Duty::ask:
            return "ask";
        case Duty::contradict:
            return "contradict";
        case Duty::overdue:
            return "overdue";
    }
    invariant_broken("to_string: value outside its enum");
}

}  // namespace dvcpay
