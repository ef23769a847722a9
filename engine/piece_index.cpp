#include "engine/piece_index.hpp"

#include "core/assert.hpp"
#include "engine/facts/fetch.hpp"

#include <algorithm>

namespace kaskad::engine {

namespace {

// Account, sender, recipient, reference and total: a client numbers its texts for each recipient, over all its binds.
std::string set_key(const facts::message& value) {
    ASSERT(!value.pieces.empty());
    const auto& piece = value.pieces.front();
    auto key = std::to_string(value.client.value) + ':' + std::to_string(value.endpoint.value);
    key += (piece.is_wide ? ":w" : ":") + std::to_string(piece.reference) + ':' + std::to_string(piece.total) + ':';
    return key + value.recipient + ':' + value.sender;
}

}  // namespace

std::optional<core::message_id> piece_index::find(const facts::message& like) const {
    const auto found = messages_.find(set_key(like));
    if (found == messages_.end()) return std::nullopt;
    return found->second;
}

size_t piece_index::joining(const facts::message& like) const {
    const auto found = joining_.find({like.client, like.endpoint});
    return found == joining_.end() ? 0 : found->second;
}

void piece_index::add(const facts::message& value) {
    if (value.pieces.empty()) return;
    // References begin anew: the newest message has it.
    auto& owner = messages_[set_key(value)];
    owner = std::max(owner, value.id);
    if (value.joining != facts::joining_rule::none) ++joining_[{value.client, value.endpoint}];
}

void piece_index::leave(const facts::message& value) {
    if (value.joining == facts::joining_rule::none) return;
    const auto found = joining_.find({value.client, value.endpoint});
    ASSERT(found != joining_.end());
    if (--found->second == 0) joining_.erase(found);
}

void piece_index::forget(const facts::message& value) {
    if (value.pieces.empty()) return;
    leave(value);
    const auto found = messages_.find(set_key(value));
    if (found != messages_.end() && found->second == value.id) messages_.erase(found);
}

uint64_t print_of(const facts::piece& value) {
    return facts::key_hash(core::client_id{value.data_coding}, value.octets, value.has_udh ? 1 : 0);
}

}  // namespace kaskad::engine
