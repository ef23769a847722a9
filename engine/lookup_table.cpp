#include "engine/lookup_table.hpp"

namespace kaskad::engine {

namespace {

using facts::lookup_state;

// What was asked for a message, nobody but us pays for.
bool is_for(const facts::lookup& value, core::client_id client) {
    return value.client == client && !value.message;
}

}  // namespace

template <typename Fits>
const facts::lookup* lookup_table::newest(const std::string& number, Fits&& fits) const {
    auto entry = by_number_.upper_bound({number, core::message_id{UINT64_MAX}});
    while (entry != by_number_.begin()) {
        --entry;
        if (entry->first != number) return nullptr;
        const auto& found = all_.at(entry->second);
        if (fits(found)) return &found;
    }
    return nullptr;
}

const facts::lookup* lookup_table::find(core::message_id id) const {
    const auto found = all_.find(id);
    return found == all_.end() ? nullptr : &found->second;
}

const facts::lookup* lookup_table::oldest() const {
    return all_.empty() ? nullptr : &all_.begin()->second;
}

const facts::lookup* lookup_table::asked_of(const std::string& number) const {
    return newest(number, [](const facts::lookup& each) { return each.state == lookup_state::asked; });
}

const facts::lookup* lookup_table::asked_by(core::client_id client, const std::string& number) const {
    return newest(number,
                  [&](const facts::lookup& each) { return each.state == lookup_state::asked && is_for(each, client); });
}

const facts::lookup* lookup_table::answer_of(const std::string& number) const {
    return newest(number, [](const facts::lookup& each) { return each.state == lookup_state::answered; });
}

const facts::lookup* lookup_table::answer_for(core::client_id client, const std::string& number) const {
    return newest(number, [&](const facts::lookup& each) {
        return each.state == lookup_state::answered && is_for(each, client);
    });
}

void lookup_table::assign(const facts::lookup& value) {
    all_[value.id] = value;
    by_number_.insert({value.number, value.id});
    if (value.state == lookup_state::asked) {
        asked_.insert(value.id);
    } else {
        asked_.erase(value.id);
    }
}

void lookup_table::erase(core::message_id id) {
    const auto found = all_.find(id);
    if (found == all_.end()) return;
    by_number_.erase({found->second.number, id});
    asked_.erase(id);
    all_.erase(found);
}

}  // namespace kaskad::engine
