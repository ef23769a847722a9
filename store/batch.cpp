#include "store/batch.hpp"

#include "core/assert.hpp"
#include "engine/facts/codec.hpp"
#include "engine/facts/key.hpp"
#include "engine/facts/scan.hpp"
#include "store/record_access.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <span>
#include <tuple>

namespace kaskad::store {

namespace {

constexpr size_t ARENA_OCTETS = 64 * 1024;

// Takes the changes as they come; each is a row, and of several with one key the last stays.
class folding final : public facts::scan_sink {
  public:
    folding(batch& into, const billing::chain_head& head) : batch_{into}, head_{head} {}

    void add(const durable_group& group) {
        const auto read = facts::scan(group.octets, *this);
        if (!read) fail(group, read.error());
        if (is_damaged_) fail(group, "a record without its key");
        if (read->position != group.position) fail(group, "wrong position");
        batch_.now = read->now;
    }

    void finish() {
        keep_last_of_each();
        join_histories();
        batch_.postings = head_;
    }

    void on_fact(core::message_id message, const facts::history_entry& entry) override {
        if (!message) return;
        scratch_.clear();
        facts::append(entry, scratch_);
        entries_.push_back({.message = message, .number = entries_.size(), .octets = keep(scratch_)});
    }

    void on_change(const facts::scanned_change& change) override {
        scratch_.clear();
        is_damaged_ = is_damaged_ || !facts::append_key(change, scratch_);
        row row{.table = change.table, .key = keep(scratch_), .record = change.record, .gone = change.gone};
        if (change.table == table_of<billing::posting>()) chain(row);
        rows_.push_back({.prefix = prefix_of(row), .number = rows_.size(), .value = row});
    }

  private:
    [[noreturn]] static void fail(const durable_group& group, std::string_view why) {
        throw failure{fmt::format("the journal's group {} cannot be read by this version: {}", group.position, why)};
    }

    std::string_view keep(std::string_view octets) {
        if (octets.empty()) return {};
        auto* place = static_cast<char*>(batch_.arena->allocate(octets.size(), 1));
        std::ranges::copy(octets, place);
        return {place, octets.size()};
    }

    // The one thing that is computed and not assigned: facts carry postings without hashes.
    void chain(row& row) {
        ASSERT(!row.gone);
        auto posting = decode_as<billing::posting>(row.record);
        ASSERT(posting.sequence == head_.sequence + 1);
        posting.previous = head_.hash;
        posting.hash = billing::posting_hash(posting);
        head_ = billing::head_of(posting);
        scratch_.clear();
        facts::encode(facts::record{std::move(posting)}, scratch_);
        row.record = keep(scratch_);
    }

    // A row in its place of the groups. The prefix sorts as table and key do, as far as it reaches.
    struct placed_row {
        uint64_t prefix = 0;
        size_t number = 0;
        row value;

        auto name() const { return std::tie(prefix, value.table, value.key); }
        bool operator<(const placed_row& other) const {
            return std::tuple_cat(name(), std::tie(number)) < std::tuple_cat(other.name(), std::tie(other.number));
        }
    };

    static uint64_t prefix_of(const row& row) {
        uint64_t prefix = row.table;
        for (size_t i = 0; i < sizeof(prefix) - 1; ++i)
            prefix = prefix << 8 | (i < row.key.size() ? static_cast<uint8_t>(row.key[i]) : 0);
        return prefix;
    }

    void keep_last_of_each() {
        std::ranges::sort(rows_, std::less{});
        for (size_t i = 0; i < rows_.size(); ++i) {
            if (i + 1 == rows_.size() || rows_[i].name() != rows_[i + 1].name()) batch_.rows.push_back(rows_[i].value);
        }
    }

    struct placed_entry {
        core::message_id message;
        size_t number = 0;
        std::string_view octets;

        auto operator<=>(const placed_entry& other) const {
            return std::tie(message, number) <=> std::tie(other.message, other.number);
        }
    };

    // Entries of one message, one behind the other, are its history.
    void join_histories() {
        std::ranges::sort(entries_, std::less{});
        for (auto at = entries_.begin(); at != entries_.end();) {
            const auto end = std::find_if(at, entries_.end(), [&](const auto& e) { return e.message != at->message; });
            batch_.history.push_back({.message = at->message, .facts = join({at, end})});
            at = end;
        }
    }

    std::string_view join(std::span<const placed_entry> entries) {
        if (entries.size() == 1) return entries.front().octets;
        scratch_.clear();
        for (const auto& entry : entries)
            scratch_ += entry.octets;
        return keep(scratch_);
    }

    batch& batch_;
    billing::chain_head head_;
    std::vector<placed_row> rows_;
    std::vector<placed_entry> entries_;
    std::string scratch_;
    bool is_damaged_ = false;
};

}  // namespace

durable_group to_durable(const facts::group& group) {
    durable_group made{.position = group.position, .octets = {}};
    facts::encode(group, made.octets);
    return made;
}

std::vector<durable_group> to_durable(const std::vector<facts::group>& groups) {
    std::vector<durable_group> made;
    for (const auto& group : groups)
        made.push_back(to_durable(group));
    return made;
}

result<batch> fold(std::vector<durable_group> groups, const billing::chain_head& head) {
    ASSERT(!groups.empty());
    batch made;
    made.arena = std::make_unique<std::pmr::monotonic_buffer_resource>(ARENA_OCTETS);
    made.groups = std::move(groups);
    made.first_position = made.groups.front().position;
    made.position = made.groups.back().position;
    ASSERT(made.position - made.first_position + 1 == made.groups.size());
    return guarded([&] {
        folding into{made, head};
        for (const auto& group : made.groups)
            into.add(group);
        into.finish();
        return std::move(made);
    });
}

}  // namespace kaskad::store
