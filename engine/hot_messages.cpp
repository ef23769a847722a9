#include "engine/hot_messages.hpp"

#include "core/assert.hpp"
#include "core/mutant.hpp"
#include "engine/facts/codec.hpp"

#include <algorithm>
#include <cstring>
#include <limits>
#include <new>

namespace kaskad::engine {

namespace {

constexpr uint32_t SIZE_MAX_OF_ONE = std::numeric_limits<int32_t>::max();

uint32_t checked_size(std::string_view octets) {
    ASSERT(octets.size() <= SIZE_MAX_OF_ONE);
    return static_cast<uint32_t>(octets.size()) & SIZE_MAX_OF_ONE;
}

bool has_open_part(const facts::message& value) {
    return std::ranges::any_of(value.attempts, [](const facts::attempt& attempt) {
        return std::ranges::any_of(attempt.parts, [](const facts::part& part) {
            return part.state == facts::part_state::submitting || facts::is_doubtful(part);
        });
    });
}

// Valid until the buffer is used again.
std::string_view packed_into(std::string& buffer, const facts::message& value, packed_words& words) {
    buffer.clear();
    pack(value, words, buffer);
    return buffer;
}

}  // namespace

hot_messages::~hot_messages() {
    for (const auto& [id, block] : blocks_)
        drop(block);
}

std::string_view hot_messages::octets_of(const header& value) {
    return {reinterpret_cast<const char*>(&value + 1), packed_octets(value)};
}

std::string_view hot_messages::text_in(const header& value) {
    return {reinterpret_cast<const char*>(&value + 1) + packed_octets(value), value.text};
}

std::optional<hot_message> hot_messages::find(core::message_id id) const {
    const auto found = blocks_.find(id);
    if (found == blocks_.end()) return std::nullopt;
    const auto& block = *found->second;
    if (block.is_loose != 0) return std::make_optional<hot_message>(loose_[block.octets], block.position);
    return std::make_optional<hot_message>(unpacked(id, block), block.position);
}

facts::message hot_messages::unpacked(core::message_id id, const header& block) const {
    auto value = unpack(id, block.due_steady, words_, octets_of(block));
    if (core::mutated(core::mutant::lose_in_memory)) value.accepted_utc = 0;
    return value;
}

uint64_t hot_messages::position_of(core::message_id id) const {
    const auto found = blocks_.find(id);
    return found == blocks_.end() ? 0 : found->second->position;
}

int64_t hot_messages::due_of(core::message_id id) const {
    const auto found = blocks_.find(id);
    return found == blocks_.end() ? 0 : found->second->due_steady;
}

bool hot_messages::is_indexed(core::message_id id) const {
    const auto found = blocks_.find(id);
    return found != blocks_.end() && found->second->is_indexed != 0;
}

std::string_view hot_messages::text_of(core::message_id id) const {
    const auto found = blocks_.find(id);
    return found == blocks_.end() ? std::string_view{} : text_in(*found->second);
}

size_t hot_messages::packed() const {
    const auto loose = std::ranges::count_if(loose_, [](const facts::message& value) { return bool{value.id}; });
    return blocks_.size() - static_cast<size_t>(loose);
}

std::vector<core::message_id> hot_messages::ids() const {
    std::vector<core::message_id> result;
    result.reserve(blocks_.size());
    for (const auto& [id, block] : blocks_)
        result.push_back(id);
    std::ranges::sort(result);
    return result;
}

void hot_messages::assign(const facts::message& value, uint64_t position) {
    assign(value, text_of(value.id), position);
}

void hot_messages::assign(const facts::message& value, std::string_view text, uint64_t position) {
    ASSERT(value.id);
    auto& block = blocks_[value.id];
    header head{.position = position, .due_steady = value.due_steady};
    head.text = checked_size(text);
    const bool is_joining = value.joining != facts::joining_rule::none;
    head.is_indexed = value.queue_link || is_joining || has_open_part(value) ? 1 : 0;
    if (loose_max_ == 0) {
        const auto octets = packed_into(scratch_, value, words_);
        head.octets = checked_size(octets);
        return replace(block, head, octets, text);
    }
    const bool was_loose = block && block->is_loose != 0;
    head.is_loose = 1;
    head.octets = was_loose ? block->octets : take_place();
    loose_[head.octets] = value;
    const bool keeps_text = was_loose && text.data() == text_in(*block).data() && text.size() == block->text;
    if (keeps_text) {
        *block = head;
    } else {
        replace(block, head, {}, text);
    }
}

// Where the next loose message lies; the one that has been there longest goes.
uint32_t hot_messages::take_place() {
    const size_t place = next_place_++ % loose_max_;
    if (place == loose_.size()) loose_.emplace_back();
    if (loose_[place].id) pack_away(loose_[place]);
    return static_cast<uint32_t>(place) & SIZE_MAX_OF_ONE;
}

void hot_messages::pack_away(facts::message& loose) {
    auto& block = blocks_.at(loose.id);
    const auto octets = packed_into(scratch_, loose, words_);
    auto head = *block;
    head.is_loose = 0;
    head.octets = checked_size(octets);
    replace(block, head, octets, text_in(*block));
    loose.id = {};
}

void hot_messages::replace(header*& block, const header& head, std::string_view octets, std::string_view text) {
    auto* made = make(head, octets, text);
    if (block) drop(block);  // only now: the text may be its own
    block = made;
}

void hot_messages::set_text(core::message_id id, std::string_view text) {
    const auto found = blocks_.find(id);
    if (found == blocks_.end()) return;
    auto head = *found->second;
    head.text = checked_size(text);
    replace(found->second, head, octets_of(*found->second), text);
}

const facts::message_text* hot_messages::contents_of(core::message_id id) const {
    const auto found = contents_.find(id);
    return found == contents_.end() ? nullptr : &found->second;
}

void hot_messages::set_contents(const facts::message_text& value) {
    if (value.contents.empty() && value.addresses.empty()) return;
    contents_.insert_or_assign(value.id, facts::message_text{value.id, {}, value.contents, value.addresses});
}

void hot_messages::erase(core::message_id id) {
    contents_.erase(id);
    const auto found = blocks_.find(id);
    if (found == blocks_.end()) return;
    if (found->second->is_loose != 0) loose_[found->second->octets].id = {};
    drop(found->second);
    blocks_.erase(found);
}

hot_messages::header* hot_messages::make(const header& head, std::string_view octets, std::string_view text) {
    auto* block = pool_.take(size_of(head));
    auto* made = new (block) header{head};
    auto* out = block + sizeof(header);
    if (!octets.empty()) std::memcpy(out, octets.data(), octets.size());
    if (!text.empty()) std::memcpy(out + octets.size(), text.data(), text.size());
    return made;
}

void hot_messages::drop(header* block) {
    const auto octets = size_of(*block);
    pool_.give_back(reinterpret_cast<std::byte*>(block), octets);
}

}  // namespace kaskad::engine
