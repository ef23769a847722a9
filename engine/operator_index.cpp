#include "engine/operator_index.hpp"

#include <algorithm>
#include <cstring>

namespace kaskad::engine {

namespace {

// The two halves of a 128-bit product, folded: every bit of the input reaches every bit of the result.
uint64_t mix(uint64_t value, uint64_t factor) {
    const auto product = static_cast<unsigned __int128>(value) * factor;
    return static_cast<uint64_t>(product >> 64) ^ static_cast<uint64_t>(product);
}

}  // namespace

operator_index::digest operator_index::digest_of(core::link_id link, std::string_view key) {
    digest result{link.value ^ 0x9E3779B97F4A7C15ULL, key.size() ^ 0xC2B2AE3D27D4EB4FULL};
    for (size_t at = 0; at < key.size(); at += sizeof(uint64_t)) {
        uint64_t word = 0;
        std::memcpy(&word, key.data() + at, std::min(sizeof(word), key.size() - at));
        result.first = mix(result.first ^ word, 0xA0761D6478BD642FULL) + result.second;
        result.second = mix(result.second + word, 0xE7037ED1A0B428DBULL) ^ result.first;
    }
    result.first = mix(result.first ^ key.size(), 0x8EBC6AF09C88C6E3ULL);
    return result;
}

std::optional<facts::part_ref> operator_index::find(core::link_id link, std::string_view key) const {
    const auto found = parts_.find(digest_of(link, key));
    if (found == parts_.end()) return std::nullopt;
    return found->second;
}

void operator_index::assign(core::link_id link, std::string_view key, const facts::part_ref& part) {
    parts_.insert_or_assign(digest_of(link, key), part);
}

void operator_index::erase(core::link_id link, std::string_view key, core::message_id owner) {
    const auto found = parts_.find(digest_of(link, key));
    if (found != parts_.end() && found->second.message == owner) parts_.erase(found);
}

}  // namespace kaskad::engine
