#include "tests/invariants/endings.hpp"

#include "engine/facts/codec.hpp"

#include <fmt/format.h>

namespace kaskad::invariants {

void endings::call(const facts::event& event, const std::string& body, bool accepted, complaints& broken) {
    const auto& first = bodies_.try_emplace(place{event.endpoint, event.sequence}, body).first->second;
    if (first != body) {
        broken.push_back(fmt::format("event {} of endpoint {} has two bodies", event.sequence, event.endpoint.value));
    }
    if (!accepted || !facts::is_final(event.state)) return;
    auto& newest = heard_[event.message];
    if (event.sequence >= newest.sequence) newest = {event.sequence, event.state};
}

void endings::end(const facts::message& recorded, bool is_told, complaints& broken) const {
    if (!facts::is_final(recorded.state)) {
        broken.push_back(
            fmt::format("message {} never ends: its state is {}", recorded.id.value, facts::to_string(recorded.state)));
    }
    if (!is_told) return;
    const auto heard = heard_.find(recorded.id);
    if (heard != heard_.end() && heard->second.state == recorded.state) return;
    broken.push_back(fmt::format("message {} is {}, and its client never heard of it", recorded.id.value,
                                 facts::to_string(recorded.state)));
}

}  // namespace kaskad::invariants
