#pragma once

#include "billing/ledger.hpp"

#include <map>
#include <vector>

// A book in memory for tests: applies outcomes as the engine does, by assignment only.

namespace kaskad::billing {

class memory_book final : public book {
  public:
    const account* find(account_id id) const override {
        const auto found = accounts_.find(id);
        return found == accounts_.end() ? nullptr : &found->second;
    }

    account_id add(const account& value) {
        accounts_[value.id] = value;
        return value.id;
    }

    void apply(const outcome& value) {
        for (const auto& each : value.accounts)
            accounts_[each.id] = each;
    }

    const account& at(account_id id) const { return accounts_.at(id); }

    std::vector<account> all() const {
        std::vector<account> list;
        for (const auto& [id, value] : accounts_)
            list.push_back(value);
        return list;
    }

    friend bool operator==(const memory_book& left, const memory_book& right) {
        return left.accounts_ == right.accounts_;
    }

  private:
    std::map<account_id, account> accounts_;
};

inline constexpr core::currency EUR{{'E', 'U', 'R'}};
inline constexpr core::currency USD{{'U', 'S', 'D'}};

}  // namespace kaskad::billing
