#include "store/batch.hpp"

#include "core/assert.hpp"
#include "core/mutant.hpp"
#include "engine/facts/codec.hpp"
#include "engine/facts/key.hpp"
#include "engine/facts/scan.hpp"
#include "store/record_access.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <compare>
#include <functional>
#include <span>
#include <tuple>
#include <utility>

namespace kaskad::store {

namespace {

constexpr size_t ARENA_OCTETS = 64 * 1024;

// The rows of one table as they come: many with keys of their own, or a few keys again and again.
class table_rows {
  public:
    // Accounts, counters: the row of that key, while the table has only a few.
    row* find_among_few(std::string_view key) {
        if (rows_.size() > FEW) return nullptr;
        const auto found = std::ranges::find(rows_, key, &row::key);
        return found == rows_.end() ? nullptr : &*found;
    }

    void add(const row& row) {
        const place added{.prefix = prefix_of(row.key), .number = static_cast<uint32_t>(rows_.size())};
        is_sorted_ = is_sorted_ && (places_.empty() || is_before(places_.back(), added, row.key));
        places_.push_back(added);
        rows_.push_back(row);
    }

    // By key; of several with one key the last.
    void move_last_of_each(std::vector<row>& into) {
        if (!is_sorted_)
            std::ranges::sort(places_, [this](const place& left, const place& right) {
                if (left.prefix != right.prefix) return left.prefix < right.prefix;
                const auto order = rows_[left.number].key <=> rows_[right.number].key;
                return order != 0 ? order < 0 : left.number < right.number;
            });
        for (size_t i = 0; i < places_.size(); ++i) {
            const bool is_last = i + 1 == places_.size() || !is_same(places_[i], places_[i + 1]);
            if (is_last) into.push_back(rows_[places_[i].number]);
        }
    }

  private:
    static constexpr size_t FEW = 32;

    // Small, because what is sorted is moved often. The prefix sorts as keys do, as far as it reaches.
    struct place {
        uint64_t prefix = 0;
        uint32_t number = 0;  // in the order in which they came
    };

    static uint64_t prefix_of(std::string_view key) {
        uint64_t prefix = 0;
        for (size_t i = 0; i < sizeof(prefix); ++i)
            prefix = prefix << 8 | (i < key.size() ? static_cast<uint8_t>(key[i]) : 0);
        return prefix;
    }

    bool is_before(const place& last, const place& added, std::string_view key) const {
        if (last.prefix != added.prefix) return last.prefix < added.prefix;
        return rows_[last.number].key < key;
    }

    bool is_same(const place& left, const place& right) const {
        return left.prefix == right.prefix && rows_[left.number].key == rows_[right.number].key;
    }

    std::vector<row> rows_;
    std::vector<place> places_;
    bool is_sorted_ = true;  // and no key twice
};

// Takes the changes as they come; each is a row, and of several with one key the last stays.
class folding final : public facts::scan_sink {
  public:
    folding(batch& into, const billing::books_end& end)
        : batch_{into}, head_{end}, open_day_{end.day}, days_{end.day} {}

    void add(const durable_group& group) {
        const auto read = facts::scan(group.octets, *this);
        if (!read) fail(group, read.error());
        if (is_damaged_) fail(group, "a record without its key");
        if (read->position != group.position) fail(group, "wrong position");
        batch_.now = read->now;
    }

    void finish() {
        for (auto& table : tables_)
            table.move_last_of_each(batch_.rows);
        if (core::mutated(core::mutant::skip_a_key) && batch_.rows.size() > 40) batch_.rows.pop_back();
        join_histories();
        batch_.days = days_.finish();
        batch_.postings = {head_, batch_.days.empty() ? open_day_ : batch_.days.back()};
    }

    void on_fact(core::message_id message, facts::history_entry& entry) override {
        entry.posting = std::exchange(posting_of_fact_, 0);
        if (!message) return;
        scratch_.clear();
        facts::append(entry, scratch_);
        entries_.push_back({.message = message, .number = entries_.size(), .octets = keep(scratch_)});
    }

    void on_change(const facts::scanned_change& change) override {
        scratch_.clear();
        is_damaged_ = is_damaged_ || !facts::append_key(change, scratch_);
        row row{.table = change.table, .key = scratch_, .record = change.record, .gone = change.gone};
        if (change.table == table_of<billing::posting>()) {
            const auto sequence = chain(row);
            row.is_in_history = change.about && change.about == row.message && posting_of_fact_ == 0;
            if (row.is_in_history) posting_of_fact_ = sequence;
        }
        auto& table = tables_[change.table];
        if (auto* known = table.find_among_few(row.key)) {
            row.key = known->key;
            *known = row;
        } else {
            row.key = keep(row.key);
            table.add(row);
        }
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

    // The one thing that is computed and not assigned: facts carry postings without hashes. The days' roots follow.
    // Gives back its sequence.
    uint64_t chain(row& row) {
        ASSERT(!row.gone);
        auto posting = decode_as<billing::posting>(row.record);
        ASSERT(posting.sequence == head_.sequence + 1);
        ASSERT(posting.hash == billing::digest{});
        posting.previous = head_.hash;
        posting.hash = billing::posting_hash(posting);
        head_ = billing::head_of(posting);
        days_.take(posting);
        row.message = posting.message;
        posting_.clear();
        facts::append_chained(row.record, posting.previous, posting.hash, posting_);
        row.record = keep(posting_);
        return head_.sequence;
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
    billing::day_root open_day_;
    billing::day_roots days_;
    std::array<table_rows, std::variant_size_v<facts::record>> tables_;
    std::vector<placed_entry> entries_;
    std::string scratch_;
    std::string posting_;
    uint64_t posting_of_fact_ = 0;  // of the fact whose changes come
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

result<batch> fold(std::vector<durable_group> groups, const billing::books_end& end) {
    ASSERT(!groups.empty());
    batch made;
    made.arena = std::make_unique<std::pmr::monotonic_buffer_resource>(ARENA_OCTETS);
    made.groups = std::move(groups);
    made.first_position = made.groups.front().position;
    made.position = made.groups.back().position;
    ASSERT(made.position - made.first_position + 1 == made.groups.size());
    return guarded([&] {
        folding into{made, end};
        for (const auto& group : made.groups)
            into.add(group);
        into.finish();
        return std::move(made);
    });
}

}  // namespace kaskad::store
