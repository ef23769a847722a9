#include "routing/loop_filter.hpp"

#include "core/assert.hpp"
#include "routing/hash_mix.hpp"

#include <algorithm>
#include <bit>

namespace kaskad::routing {

namespace {

constexpr size_t WORD_BITS = 64;
// With 32 bits and 16 places a message, a full filter is wrong in (1 - e^(-16/32))^16 = 3.3e-7 of the cases, and all
// three in a millionth.
constexpr size_t BITS_EACH = 32;
constexpr uint64_t PLACES = 16;

// Calls with each place of the filter; stops where it is told to.
template <typename Visit>
bool all_places(uint64_t print, size_t bits, Visit visit) {
    for (uint64_t place = 0; place < PLACES; ++place)
        if (!visit(mixed(print, place) & (bits - 1))) return false;
    return true;
}

}  // namespace

loop_filter::loop_filter(uint64_t key, size_t messages_max) : key_{key}, messages_max_{messages_max} {
    ASSERT(std::has_single_bit(messages_max));
    ASSERT(messages_max >= WORD_BITS);
}

void loop_filter::note_sent(const loop_message& message, int64_t now_ms) {
    advance(now_ms);
    const auto print = print_of(message);
    if (contains(filters_[newest_], print)) return;
    if (filters_[newest_].messages >= messages_max_) {
        ++forgotten_early_;
        turn();
        turned_ms_ = now_ms;
    }
    add(filters_[newest_], print);
}

bool loop_filter::is_loop(const loop_message& message, int64_t now_ms) {
    advance(now_ms);
    const auto print = print_of(message);
    return std::ranges::any_of(filters_, [&](const filter& each) { return contains(each, print); });
}

void loop_filter::advance(int64_t now_ms) {
    for (size_t left = FILTERS; left > 0 && now_ms - turned_ms_ >= FILTER_MS; --left) {
        turn();
        turned_ms_ += FILTER_MS;
    }
    if (now_ms - turned_ms_ >= FILTER_MS) turned_ms_ = now_ms;
}

void loop_filter::turn() {
    newest_ = (newest_ + 1) % FILTERS;
    filters_[newest_].messages = 0;
    std::ranges::fill(filters_[newest_].words, 0);
}

uint64_t loop_filter::print_of(const loop_message& message) const {
    const auto addresses = mixed(mixed(mixed(key_, uint64_t{message.owner.value}), message.recipient), message.sender);
    return mixed(addresses, message.text_hash);
}

bool loop_filter::contains(const filter& in, uint64_t print) const {
    if (in.messages == 0) return false;
    return all_places(print, messages_max_ * BITS_EACH,
                      [&](uint64_t bit) { return (in.words[bit / WORD_BITS] >> bit % WORD_BITS & 1) == 1; });
}

void loop_filter::add(filter& to, uint64_t print) {
    to.words.resize(messages_max_ * BITS_EACH / WORD_BITS);
    ++to.messages;
    all_places(print, messages_max_ * BITS_EACH, [&](uint64_t bit) {
        to.words[bit / WORD_BITS] |= uint64_t{1} << bit % WORD_BITS;
        return true;
    });
}

}  // namespace kaskad::routing
