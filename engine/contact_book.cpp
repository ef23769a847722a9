#include "engine/contact_book.hpp"

namespace kaskad::engine {

std::string contact_book::key_of(core::client_id client, std::string_view recipient, core::channel channel) {
    std::string key = std::to_string(client.value);
    key += ':';
    key += recipient;
    key += static_cast<char>('a' + static_cast<int>(channel));
    return key;
}

std::string contact_book::address_key(core::channel channel, std::string_view address) {
    std::string key(1, static_cast<char>('a' + static_cast<int>(channel)));
    key += address;
    return key;
}

const facts::contact* contact_book::find(core::client_id client, std::string_view recipient,
                                         core::channel channel) const {
    const auto found = contacts_.find(key_of(client, recipient, channel));
    return found == contacts_.end() ? nullptr : &found->second;
}

const facts::contact* contact_book::find_by_address(core::channel channel, std::string_view address) const {
    const auto key = by_address_.find(address_key(channel, address));
    return key == by_address_.end() ? nullptr : &contacts_.at(key->second);
}

std::vector<facts::contact> contact_book::of(core::client_id client, std::string_view recipient) const {
    std::vector<facts::contact> rows;
    for (int value = 0; value <= static_cast<int>(core::CHANNEL_LAST); ++value) {
        const auto* known = find(client, recipient, static_cast<core::channel>(value));
        if (known) rows.push_back(*known);
    }
    return rows;
}

void contact_book::forget_address(const facts::contact& value, const std::string& key) {
    const auto found = by_address_.find(address_key(value.channel, value.address));
    if (found != by_address_.end() && found->second == key) by_address_.erase(found);
}

void contact_book::assign(const facts::contact& value) {
    auto key = key_of(value.client, value.recipient, value.channel);
    const auto before = contacts_.find(key);
    if (before != contacts_.end() && before->second.address != value.address) forget_address(before->second, key);
    if (!value.address.empty()) by_address_.insert_or_assign(address_key(value.channel, value.address), key);
    contacts_.insert_or_assign(std::move(key), value);
}

void contact_book::erase(const facts::contact& value) {
    const auto key = key_of(value.client, value.recipient, value.channel);
    const auto found = contacts_.find(key);
    if (found == contacts_.end()) return;
    forget_address(found->second, key);
    contacts_.erase(found);
}

}  // namespace kaskad::engine
