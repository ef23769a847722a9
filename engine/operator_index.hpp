#pragma once

#include "engine/facts/command.hpp"

#include <boost/unordered/unordered_flat_map.hpp>

#include <cstdint>
#include <optional>
#include <string_view>

// Which part of a message in memory an operator's id is. Keeps 128 bits of hash for (link, id), not the id: whoever
// finds a part here looks whether it has that id.

namespace kaskad::engine {

class operator_index {
  public:
    // Room, so that the table need not be moved while somebody waits.
    void reserve(size_t parts) { parts_.reserve(parts); }

    size_t size() const { return parts_.size(); }
    std::optional<facts::part_ref> find(core::link_id link, std::string_view key) const;
    // The newest owner of an id wins.
    void assign(core::link_id link, std::string_view key, const facts::part_ref& part);
    // Unless it is another message's by now.
    void erase(core::link_id link, std::string_view key, core::message_id owner);

  private:
    struct digest {
        uint64_t first = 0;
        uint64_t second = 0;

        friend bool operator==(const digest&, const digest&) = default;
    };
    struct digest_hash {
        size_t operator()(const digest& value) const { return static_cast<size_t>(value.first); }
    };

    static digest digest_of(core::link_id link, std::string_view key);

    boost::unordered_flat_map<digest, facts::part_ref, digest_hash> parts_;
};

}  // namespace kaskad::engine
