#include "gateway/clients/receipt_lines.hpp"

#include "core/assert.hpp"

#include <utility>

namespace kaskad::gateway::clients {

size_t receipt_lines::waiting(core::endpoint_id endpoint) const {
    const auto found = lines_.find(endpoint);
    return found == lines_.end() ? 0 : found->second.waiting.size();
}

size_t receipt_lines::sent(core::endpoint_id endpoint) const {
    const auto found = lines_.find(endpoint);
    return found == lines_.end() ? 0 : found->second.sent.size();
}

const facts::event* receipt_lines::front(core::endpoint_id endpoint) const {
    const auto found = lines_.find(endpoint);
    if (found == lines_.end() || found->second.waiting.empty()) return nullptr;
    return &found->second.waiting.begin()->second;
}

void receipt_lines::add(facts::event event) {
    auto& line = lines_[event.endpoint];
    const auto sequence = event.sequence;
    size_ += line.waiting.emplace(sequence, std::move(event)).second ? 1 : 0;
}

void receipt_lines::note_sent(core::endpoint_id endpoint) {
    auto& line = lines_.at(endpoint);
    ASSERT(!line.waiting.empty());
    line.sent.insert(line.waiting.extract(line.waiting.begin()));
}

facts::event receipt_lines::drop_front(core::endpoint_id endpoint) {
    auto& line = lines_.at(endpoint);
    ASSERT(!line.waiting.empty());
    --size_;
    return std::move(line.waiting.extract(line.waiting.begin()).mapped());
}

bool receipt_lines::take_answered(core::endpoint_id endpoint, uint64_t sequence) {
    const auto found = lines_.find(endpoint);
    if (found == lines_.end() || found->second.sent.erase(sequence) == 0) return false;
    --size_;
    return true;
}

void receipt_lines::put_back(core::endpoint_id endpoint, std::span<const uint64_t> sequences) {
    const auto found = lines_.find(endpoint);
    if (found == lines_.end()) return;
    auto& line = found->second;
    for (const auto sequence : sequences) {
        if (line.sent.contains(sequence)) line.waiting.insert(line.sent.extract(sequence));
    }
}

}  // namespace kaskad::gateway::clients
