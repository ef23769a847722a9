#include "store/memory_journal.hpp"

#include "core/assert.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace kaskad::store {

result<void> memory_journal::append(std::span<const journal_entry> entries) {
    uint64_t expected = last_ + 1;
    for (const auto& entry : entries)
        ASSERT(entry.position == expected++);

    const auto fault = faults_left_ > 0 ? fault_ : journal_fault::none;
    if (faults_left_ > 0) --faults_left_;
    if (fault == journal_fault::refused) return std::unexpected(error{"the journal refused (injected)", true});

    const size_t written = fault == journal_fault::unknown_part ? entries.size() / 2 : entries.size();
    for (const auto& entry : entries.first(written))
        put(entry);
    if (fault != journal_fault::none) return std::unexpected(error{"the journal's answer was lost (injected)", true});
    last_ = expected - 1;
    return {};
}

// Overwrites what an unconfirmed attempt left.
void memory_journal::put(const journal_entry& entry) {
    const size_t place = entry.position - first_;
    if (place < entries_.size()) {
        bytes_ -= entries_[place].size();
    } else {
        entries_.emplace_back();
    }
    entries_[place] = entry.octets;
    bytes_ += entry.octets.size();
}

result<void> memory_journal::replay(uint64_t from, const journal_sink& sink) const {
    if (from < first_) {
        return std::unexpected(error{fmt::format("the journal begins at position {}, {} was asked for", first_, from)});
    }
    for (uint64_t position = from; position <= last_; ++position)
        sink({.position = position, .octets = entries_[position - first_]});
    return {};
}

result<void> memory_journal::trim(uint64_t up_to) {
    for (auto count = first_segment(); count > 0 && first_ + count - 1 <= std::min(up_to, last_);) {
        for (; count > 0; --count)
            drop_first();
        count = first_segment();
    }
    return {};
}

// How many entries it has; 0: it is not full, and stays, as the one that is written to does on disk.
size_t memory_journal::first_segment() const {
    uint64_t octets = 0;
    for (size_t count = 0; count < entries_.size();) {
        octets += entries_[count++].size();
        if (octets >= segment_octets_) return count;
    }
    return 0;
}

void memory_journal::drop_first() {
    bytes_ -= entries_.front().size();
    entries_.pop_front();
    ++first_;
}

void memory_journal::fail_next(journal_fault fault, size_t times) {
    fault_ = fault;
    faults_left_ = times;
}

void memory_journal::restart() {
    last_ = first_ + entries_.size() - 1;
    faults_left_ = 0;
}

}  // namespace kaskad::store
