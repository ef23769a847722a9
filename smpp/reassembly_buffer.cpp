#include "smpp/reassembly_buffer.hpp"

#include "core/assert.hpp"

#include <functional>
#include <utility>

namespace kaskad::smpp {

std::optional<int64_t> reassembly_buffer::due_at() const {
    if (sets_.empty()) return std::nullopt;
    return sets_.front().begun + options_.age_max_ms;
}

void reassembly_buffer::handle_piece(const std::string& key, const concatenation& place, text_piece piece,
                                     int64_t now) {
    ASSERT(place.number >= 1 && place.number <= place.total);
    handle_time(now);
    const set_key wanted{key, place.width, place.reference, place.total};
    const auto print = std::hash<std::string>{}(piece.octets);
    const auto known = index_.find(wanted);
    if (known != index_.end()) {
        const auto& old = *known->second;
        const auto seen = old.prints.find(place.number);
        if (seen != old.prints.end() && seen->second == print) {
            ++duplicates_;
            return;
        }
        // The reference begins anew, for another message.
        if (old.is_closed) forget(known->second);
    }
    auto& into = find_or_begin(wanted, now);
    into.prints[place.number] = print;
    take(into, place, std::move(piece));
    while (pieces_ > options_.pieces_max || sets_.size() > options_.sets_max)
        forget_oldest();
}

void reassembly_buffer::handle_time(int64_t now) {
    while (!sets_.empty() && now - sets_.front().begun >= options_.age_max_ms)
        forget_oldest();
}

std::optional<reassembled> reassembly_buffer::poll() {
    if (ready_.empty()) return std::nullopt;
    auto next = std::move(ready_.front());
    ready_.pop_front();
    return next;
}

reassembly_buffer::set& reassembly_buffer::find_or_begin(const set_key& key, int64_t now) {
    const auto known = index_.find(key);
    if (known != index_.end()) return *known->second;
    const auto made = sets_.insert(sets_.end(), set{.key = key, .begun = now});
    index_.emplace(key, made);
    return *made;
}

void reassembly_buffer::take(set& into, const concatenation& place, text_piece piece) {
    ASSERT(!into.is_closed);
    into.last = place;
    const auto [_, is_new] = into.pieces.insert_or_assign(place.number, std::move(piece));
    pieces_ += is_new ? 1 : 0;
    if (into.pieces.size() < place.total) return;
    give_out(into);
    into.is_closed = true;
}

void reassembly_buffer::give_out(set& from) {
    reassembled made{
        .key = from.key.key, .place = from.last, .pieces = {}, .is_complete = from.pieces.size() == from.key.total};
    pieces_ -= from.pieces.size();
    for (auto& [number, piece] : from.pieces)
        made.pieces.push_back(std::move(piece));
    from.pieces.clear();
    ready_.push_back(std::move(made));
}

void reassembly_buffer::forget(set_list::iterator which) {
    index_.erase(which->key);
    sets_.erase(which);
}

void reassembly_buffer::forget_oldest() {
    ASSERT(!sets_.empty());
    if (!sets_.front().is_closed) give_out(sets_.front());
    forget(sets_.begin());
}

}  // namespace kaskad::smpp
