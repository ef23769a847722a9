#include "engine/learnt_numbers.hpp"

namespace kaskad::engine {

const facts::learnt_number* learnt_numbers::find(std::string_view digits) const {
    const auto found = by_number_.find(digits);
    return found == by_number_.end() ? nullptr : &found->second;
}

const facts::learnt_number* learnt_numbers::oldest() const {
    return by_time_.empty() ? nullptr : &by_number_.at(by_time_.begin()->second);
}

void learnt_numbers::assign(const facts::learnt_number& value) {
    erase(value.number);
    by_time_.emplace(value.learnt_utc, value.number);
    by_number_[value.number] = value;
}

void learnt_numbers::erase(std::string_view digits) {
    const auto found = by_number_.find(digits);
    if (found == by_number_.end()) return;
    by_time_.erase({found->second.learnt_utc, found->first});
    by_number_.erase(found);
}

}  // namespace kaskad::engine
