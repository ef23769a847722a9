#include "engine/word_list.hpp"

namespace kaskad::engine {

uint32_t word_list::number_of(std::string_view text) {
    const auto known = numbers_.find(text);
    if (known != numbers_.end()) return known->second;
    if (words_.size() >= words_max_) return 0;
    words_.emplace_back(text);
    const auto number = static_cast<uint32_t>(words_.size());
    numbers_.emplace(words_.back(), number);
    return number;
}

}  // namespace kaskad::engine
