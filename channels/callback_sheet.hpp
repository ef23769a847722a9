#pragma once

#include "channels/adapter.hpp"
#include "channels/channel_text.hpp"

#include <cstddef>
#include <expected>
#include <string>
#include <string_view>

// Gathers what one callback says. All that it gathers carries the account and the raw body as evidence.

namespace kaskad::channels {

// A POST with more is refused as a whole, which providers repeat and people see: never half taken.
inline constexpr size_t REPORTS_MAX = 1'000;

class callback_sheet {
  public:
    callback_sheet(const account& to, std::string_view body) : to_{to}, body_{body} {}

    // The callback is longer than what is kept of it.
    bool is_cut() const { return body_.size() > EVIDENCE_MAX; }
    // Good until the next one.
    facts::channel_reported& add_report(facts::attempt_state state);
    // What the person wrote: also where it is a word as STOP.
    facts::channel_heard& add_text(std::string_view text);
    // What the provider says of the person's will.
    facts::channel_heard& add_will(facts::channel_heard::word said, std::string_view source);
    void count_unknown() { ++reading_.unknown; }
    // A state that means nothing to us, of a message that is named: kept with it as it came, and nothing is changed.
    void keep_unknown(std::string_view state, std::string_view provider_id, const facts::part_ref& part);

    std::expected<callback_reading, callback_fault> finish(net::http_response answer = {});

  private:
    const account& to_;
    std::string_view body_;
    callback_reading reading_;
};

}  // namespace kaskad::channels
