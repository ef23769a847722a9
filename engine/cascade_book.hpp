#pragma once

#include "engine/facts/cascade.hpp"

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

// All cascades there are, as recorded: by number, by client and name, and those that came with messages by what they
// say, so that a million messages with the same steps share one.

namespace kaskad::engine {

class cascade_book {
  public:
    size_t size() const { return by_id_.size(); }
    // nullptr: there is none. Valid until it is assigned anew.
    const facts::cascade* find(uint64_t id) const;
    const facts::cascade* newest(core::client_id client, std::string_view name) const;
    // One without a name that says the same.
    const facts::cascade* find_same(const facts::cascade& value) const;
    // The newest of each name; of one name all versions, the newest first.
    std::vector<facts::cascade> of(core::client_id client) const;
    std::vector<facts::cascade> versions(core::client_id client, std::string_view name) const;

    void assign(const facts::cascade& value);
    // One that is only looked at: found by its number until it is taken back, and not recorded.
    uint64_t lend(facts::cascade value);
    void take_back() { lent_.reset(); }

  private:
    std::optional<facts::cascade> lent_;

    std::map<uint64_t, facts::cascade> by_id_;
    std::map<std::pair<core::client_id, std::string>, std::vector<uint64_t>, std::less<>> by_name_;  // versions rise
    std::unordered_map<std::string, uint64_t> nameless_;
};

}  // namespace kaskad::engine
