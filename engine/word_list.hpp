#pragma once

#include <boost/unordered/unordered_flat_map.hpp>

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>

// Texts that many messages share, each kept once and named by a small number: networks, senders, callback addresses.
// A word is never dropped, so only so many are taken; a text that finds no room is kept with its message.

namespace kaskad::engine {

class word_list {
  public:
    explicit word_list(size_t words_max) : words_max_{words_max} {}

    // Counted from 1; 0 = the list is full.
    uint32_t number_of(std::string_view text);
    const std::string& at(uint32_t number) const { return words_[number - 1]; }

  private:
    size_t words_max_;
    std::deque<std::string> words_;  // stay where they are
    boost::unordered_flat_map<std::string_view, uint32_t> numbers_;
};

}  // namespace kaskad::engine
