#pragma once

#include "core/id.hpp"
#include "routing/sender_flows.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

// Whose a collapse is. A link is ejected for a network when senders of several clients collapsed together, or all there
// are; one sender's collapse stops that sender there and nobody else. And never so many links are ejected that the
// network is lost. Pure functions.

namespace kaskad::routing {

inline constexpr size_t EJECTION_SENDERS_MIN = 3;
inline constexpr size_t EJECTION_CLIENTS_MIN = 2;

// Links that could carry the network's messages but for ejection, and those of them that are ejected.
struct network_links {
    size_t usable = 0;
    size_t ejected = 0;
};

// At most half of them, so at least one stays.
bool may_eject_another(const network_links& links);

enum class ejection_action : uint8_t {
    none = 0,
    block_senders = 1,  // those named, over this link to this network; an alarm says so
    eject = 2,          // the link for this network
    keep = 3,           // it would be ejected if that left enough others; an alarm says so
};

// client 0: whoever uses the sender.
struct collapsed_sender {
    std::string sender;
    core::client_id client;
    flow_standing standing = flow_standing::collapsed;  // or refused

    friend bool operator==(const collapsed_sender&, const collapsed_sender&) = default;
};

// With the numbers it was judged by. Senders that are refused count with neither.
struct ejection_verdict {
    ejection_action action = ejection_action::none;
    std::vector<collapsed_sender> senders;  // to be blocked
    size_t senders_collapsed = 0;
    size_t senders_healthy = 0;
    size_t clients_collapsed = 0;  // clients of the senders that collapsed
};

// `flows`: of one link and network.
ejection_verdict judge_collapse(std::span<const flow_view> flows, const network_links& links);

// A link of a network as its breaker answers.
struct ejectable_link {
    core::link_id link;
    bool is_ejected = false;
    int64_t open_until_ms = 0;
};

// Takes ejections back where breakers opened, each for a reason of its own, for more than half of the links: those that
// would be tested soonest stay; of equals the lower id.
void keep_half(std::span<ejectable_link> links);

std::string_view to_string(ejection_action value);
std::string_view to_string(flow_standing value);

}  // namespace kaskad::routing
