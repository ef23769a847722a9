#pragma once

#include "engine/facts/lookup.hpp"

#include <cstddef>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>

// Numbers that are in another network than the plan says, as recorded. How many there may be is the engine's to say;
// the one learnt longest ago goes first.

namespace kaskad::engine {

class learnt_numbers {
  public:
    size_t size() const { return by_number_.size(); }
    // digits: E.164 without "+". nullptr: nothing is known of it. Good until the next change.
    const facts::learnt_number* find(std::string_view digits) const;
    // nullptr: there is none.
    const facts::learnt_number* oldest() const;
    const std::map<std::string, facts::learnt_number, std::less<>>& all() const { return by_number_; }

    void assign(const facts::learnt_number& value);
    void erase(std::string_view digits);

  private:
    std::map<std::string, facts::learnt_number, std::less<>> by_number_;
    std::set<std::pair<int64_t, std::string>> by_time_;
};

}  // namespace kaskad::engine
