#pragma once

#include "engine/facts/inbound.hpp"

#include <compare>
#include <cstddef>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

// Recorded parts of texts from handsets, by the text they belong to; and prints of what came lately. Both follow from
// the records that are assigned.

namespace kaskad::engine {

// Parts of one text share it, whatever bind of the link brings them.
struct inbound_key {
    core::link_id link;
    std::string source;
    std::string destination;
    smpp::reference_width width = smpp::reference_width::bits_8;
    uint16_t reference = 0;
    uint8_t total = 0;

    friend auto operator<=>(const inbound_key&, const inbound_key&) = default;
};

inbound_key key_of_set(const facts::inbound_part& part);

class inbound_sets {
  public:
    using parts = std::map<uint8_t, facts::inbound_part>;

    // What a part takes of the room: 1 for every 255 octets, as many as short_message has.
    static size_t size_of(const smpp::text_piece& piece) { return 1 + piece.octets.size() / 256; }

    size_t size() const { return size_; }
    size_t count() const { return sets_.size(); }
    bool is_empty() const { return sets_.empty(); }
    // Null: there is none.
    const parts* find(const inbound_key& key) const;
    // The one that began first.
    const parts& oldest() const { return sets_.begin()->second; }

    void assign(const facts::inbound_part& part);
    void erase(core::message_id text, uint8_t number);

    // In order of text and number.
    template <typename Visit>
    void each(Visit visit) const {
        for (const auto& [text, parts] : sets_) {
            for (const auto& [number, part] : parts)
                visit(part);
        }
    }

  private:
    std::map<core::message_id, parts> sets_;  // ids rise with time
    std::map<inbound_key, core::message_id> index_;
    size_t size_ = 0;
};

class inbound_prints {
  public:
    size_t size() const { return expiries_.size(); }
    bool contains(uint64_t print, int64_t now_steady) const;
    // When the first one expires; there is one.
    int64_t first_expiry() const { return by_expiry_.begin()->first; }
    // Those that expire first: all that have expired, and what is more than `size_max`; at most `limit`.
    std::vector<uint64_t> find_old(int64_t now_steady, size_t size_max, size_t limit) const;

    void assign(const facts::inbound_print& value);
    void erase(uint64_t print);

  private:
    std::unordered_map<uint64_t, int64_t> expiries_;
    std::set<std::pair<int64_t, uint64_t>> by_expiry_;
};

}  // namespace kaskad::engine
