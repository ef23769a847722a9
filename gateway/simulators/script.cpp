#include "gateway/simulators/script.hpp"

#include <algorithm>
#include <array>

namespace kaskad::gateway::simulators {

namespace {

using smpp::command_status;
using smpp::message_state;

constexpr size_t DIGITS = 4;

struct entry {
    std::string_view digits;
    scripted_fate fate;
};

constexpr std::array SCRIPT{
    entry{"0000", {.state = message_state::undeliverable, .error_code = 1}},
    entry{"0001", {.status = command_status::rinvdstadr, .state = {}}},
    entry{"0002", {.is_silent = true, .state = {}}},
    entry{"0003", {.state = message_state::expired}},
    entry{"0004", {.state = message_state::rejected}},
    entry{"0005", {.status = command_status::rsyserr, .state = {}}},
    entry{"0006", {.status = command_status::rmsgqful, .state = {}}},
    entry{"0007", {.state = message_state::delivered, .has_no_receipt = true}},
    entry{"0008", {.state = message_state::delivered, .is_receipt_twice = true}},
    entry{"0009", {.state = message_state::delivered, .is_receipt_first = true}},
    entry{"0010", {.state = message_state::delivered, .has_enroute = true}},
    entry{"0011", {.state = message_state::delivered}},
    entry{"0012", {.is_silent = true, .state = message_state::delivered, .is_taken_silently = true}},
};

}  // namespace

std::optional<scripted_fate> find_script(std::string_view recipient) {
    if (recipient.size() < DIGITS) return std::nullopt;
    const auto found = std::ranges::find(SCRIPT, recipient.substr(recipient.size() - DIGITS), &entry::digits);
    return found == SCRIPT.end() ? std::nullopt : std::optional{found->fate};
}

}  // namespace kaskad::gateway::simulators
