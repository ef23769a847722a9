#pragma once

#include "engine/facts/lookup.hpp"

#include <cstddef>
#include <map>
#include <set>
#include <string>
#include <utility>

// The look-ups that are asked, or were answered lately, as recorded, and by number. How many there may be is the
// engine's to say; ids rise with time, so the first is the oldest.

namespace kaskad::engine {

class lookup_table {
  public:
    size_t size() const { return all_.size(); }
    // nullptr in all of these: there is none. Good until the next change.
    const facts::lookup* find(core::message_id id) const;
    const facts::lookup* oldest() const;
    const facts::lookup* asked_of(const std::string& number) const;  // the newest without an answer
    const facts::lookup* asked_by(core::client_id client, const std::string& number) const;  // for itself
    const facts::lookup* answer_of(const std::string& number) const;                         // the newest
    // The newest that the client has paid for.
    const facts::lookup* answer_for(core::client_id client, const std::string& number) const;
    // Those without an answer.
    const std::set<core::message_id>& asked() const { return asked_; }

    void assign(const facts::lookup& value);
    void erase(core::message_id id);

  private:
    template <typename Fits>
    const facts::lookup* newest(const std::string& number, Fits&& fits) const;

    std::map<core::message_id, facts::lookup> all_;
    std::set<std::pair<std::string, core::message_id>> by_number_;
    std::set<core::message_id> asked_;
};

}  // namespace kaskad::engine
