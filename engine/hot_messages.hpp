#pragma once

#include "engine/block_pool.hpp"
#include "engine/facts/message.hpp"
#include "engine/packed_message.hpp"

#include <boost/unordered/unordered_flat_map.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// The messages in memory, each with its text in one block: a hundred thousand that wait or fly are read seldom and must
// be small, so they are packed. Those that changed last lie loose beside their blocks: one that is being sent changes
// several times within moments. What is handed out is a copy; a change is assigned whole.

namespace kaskad::engine {

struct hot_message {
    facts::message value;
    uint64_t position = 0;  // of the last group that changed it
};

class hot_messages {
  public:
    static constexpr size_t LOOSE_MAX = 1'024;

    explicit hot_messages(size_t loose_max = LOOSE_MAX) : loose_max_{loose_max} {}
    ~hot_messages();
    hot_messages(const hot_messages&) = delete;
    hot_messages& operator=(const hot_messages&) = delete;

    // Room in the table of ids, so that it need not be moved while somebody waits.
    void reserve(size_t messages) { blocks_.reserve(messages); }

    bool empty() const { return blocks_.empty(); }
    size_t size() const { return blocks_.size(); }
    // Those that do not lie loose.
    size_t packed() const;
    bool contains(core::message_id id) const { return blocks_.contains(id); }
    std::optional<hot_message> find(core::message_id id) const;
    // Shows one that is here, without a copy where it lies loose.
    template <typename Look>
    void look(core::message_id id, Look&& look) const {
        const auto& block = *blocks_.at(id);
        if (block.is_loose != 0) {
            look(loose_[block.octets]);
        } else {
            look(unpacked(id, block));
        }
    }
    // 0 = it is not here.
    uint64_t position_of(core::message_id id) const;
    // When the engine must look at it; 0 = never: it has ended.
    int64_t due_of(core::message_id id) const;
    // It waits in a queue or for pieces of its text, or a part of it is on the wire or in doubt: more than due_of()
    // follows from it.
    bool is_indexed(core::message_id id) const;
    // Valid until the next change; empty when it is not here.
    std::string_view text_of(core::message_id id) const;
    // What goes over other channels than sms; nullptr: nothing. Valid until the next change.
    const facts::message_text* contents_of(core::message_id id) const;
    // In rising order.
    std::vector<core::message_id> ids() const;

    // Keeps the text there is.
    void assign(const facts::message& value, uint64_t position);
    void assign(const facts::message& value, std::string_view text, uint64_t position);
    void set_text(core::message_id id, std::string_view text);
    // Of a message that is here, or comes in the same fact.
    void set_contents(const facts::message_text& value);
    void erase(core::message_id id);

  private:
    struct header {
        uint64_t position = 0;
        int64_t due_steady = 0;
        uint32_t octets : 31 = 0;  // of the packed message, behind this; of a loose one its place among them
        uint32_t is_loose : 1 = 0;
        uint32_t text : 31 = 0;  // octets of its text, behind that
        uint32_t is_indexed : 1 = 0;
    };

    struct id_hash {
        size_t operator()(core::message_id id) const { return static_cast<size_t>(id.value); }
    };

    static size_t packed_octets(const header& value) { return value.is_loose != 0 ? 0 : value.octets; }
    static size_t size_of(const header& value) { return sizeof(header) + packed_octets(value) + value.text; }
    static std::string_view octets_of(const header& value);
    static std::string_view text_in(const header& value);
    facts::message unpacked(core::message_id id, const header& block) const;
    uint32_t take_place();
    void pack_away(facts::message& loose);
    void replace(header*& block, const header& head, std::string_view octets, std::string_view text);
    header* make(const header& head, std::string_view octets, std::string_view text);
    void drop(header* block);

    packed_words words_;
    block_pool pool_;
    std::string scratch_;
    size_t loose_max_;
    std::vector<facts::message> loose_;  // a free place has no id
    size_t next_place_ = 0;
    boost::unordered_flat_map<core::message_id, header*, id_hash> blocks_;
    boost::unordered_flat_map<core::message_id, facts::message_text, id_hash> contents_;  // without their texts
};

}  // namespace kaskad::engine
