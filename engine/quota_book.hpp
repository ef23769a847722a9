#pragma once

#include "engine/facts/account_tree.hpp"

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

// What clients have used of their quotas, as recorded.

namespace kaskad::engine {

class quota_book {
  public:
    void assign(const facts::quota_use& value) { uses_[key_of(value)] = value; }

    // As it stands at `begin_day`: nothing is used of a period that has just begun.
    facts::quota_use find(core::client_id client, facts::quota_period period, std::string_view country,
                          uint32_t begin_day) const;
    std::vector<facts::quota_use> of_client(core::client_id client) const;

    size_t size() const { return uses_.size(); }

  private:
    using key = std::tuple<core::client_id, facts::quota_period, std::string>;
    static key key_of(const facts::quota_use& value) { return {value.client, value.period, value.country}; }

    std::map<key, facts::quota_use> uses_;
};

}  // namespace kaskad::engine
