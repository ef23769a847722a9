#include "engine/cascade_book.hpp"

#include "engine/facts/codec.hpp"

#include <algorithm>

namespace kaskad::engine {

namespace {

// What it says, whoever made it and when.
std::string words_of(const facts::cascade& value) {
    auto words = value;
    words.id = 0;
    words.made_utc = 0;
    return facts::encoded(facts::record{std::move(words)});
}

}  // namespace

const facts::cascade* cascade_book::find(uint64_t id) const {
    if (lent_ && lent_->id == id) return &*lent_;
    const auto found = by_id_.find(id);
    return found == by_id_.end() ? nullptr : &found->second;
}

const facts::cascade* cascade_book::newest(core::client_id client, std::string_view name) const {
    const auto found = by_name_.find(std::pair{client, std::string{name}});
    return found == by_name_.end() ? nullptr : find(found->second.back());
}

const facts::cascade* cascade_book::find_same(const facts::cascade& value) const {
    const auto found = nameless_.find(words_of(value));
    return found == nameless_.end() ? nullptr : find(found->second);
}

std::vector<facts::cascade> cascade_book::of(core::client_id client) const {
    std::vector<facts::cascade> rows;
    for (auto entry = by_name_.lower_bound(std::pair{client, std::string{}}); entry != by_name_.end(); ++entry) {
        if (entry->first.first != client) break;
        rows.push_back(*find(entry->second.back()));
    }
    return rows;
}

std::vector<facts::cascade> cascade_book::versions(core::client_id client, std::string_view name) const {
    std::vector<facts::cascade> rows;
    const auto found = by_name_.find(std::pair{client, std::string{name}});
    if (found == by_name_.end()) return rows;
    for (const auto id : found->second)
        rows.push_back(*find(id));
    std::ranges::reverse(rows);
    return rows;
}

uint64_t cascade_book::lend(facts::cascade value) {
    lent_ = std::move(value);
    lent_->id = UINT64_MAX;
    return lent_->id;
}

void cascade_book::assign(const facts::cascade& value) {
    const bool is_new = by_id_.insert_or_assign(value.id, value).second;
    if (!is_new) return;
    if (value.name.empty()) {
        nameless_.emplace(words_of(value), value.id);
        return;
    }
    auto& versions = by_name_[{value.client, value.name}];
    versions.insert(std::ranges::upper_bound(versions, value.id), value.id);
}

}  // namespace kaskad::engine
