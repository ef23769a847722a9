#pragma once

#include "engine/facts/contact.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

// What is known of people on channels, as recorded. What holds for every client is the record of client 0.

namespace kaskad::engine {

class contact_book {
  public:
    size_t size() const { return contacts_.size(); }
    // nullptr: nothing is known. Valid until the next change.
    const facts::contact* find(core::client_id client, std::string_view recipient, core::channel channel) const;
    // Whose address that is, of whatever client; one where several have it.
    const facts::contact* find_by_address(core::channel channel, std::string_view address) const;
    // By channel; the client's own records only.
    std::vector<facts::contact> of(core::client_id client, std::string_view recipient) const;

    void assign(const facts::contact& value);
    void erase(const facts::contact& key);

  private:
    static std::string key_of(core::client_id client, std::string_view recipient, core::channel channel);
    static std::string address_key(core::channel channel, std::string_view address);
    void forget_address(const facts::contact& value, const std::string& key);

    std::unordered_map<std::string, facts::contact> contacts_;
    std::unordered_map<std::string, std::string> by_address_;  // to the key
};

}  // namespace kaskad::engine
