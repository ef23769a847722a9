#pragma once

#include "channels/adapter.hpp"

#include <cstdint>
#include <string>

// What Twilio tells of a call: how it goes, and which key was pressed (twilio.com/docs/voice/api/call-resource).

namespace kaskad::channels {

// Where it is to be told, with the attempt in it: Twilio echoes nothing else. Empty: the account has no such address.
std::string twilio_report_url(const account& from, const facts::part_ref& attempt);

// The setting read is auth_token. human_s: a call of so many seconds was taken by a person, where Twilio cannot tell.
std::expected<callback_reading, callback_fault> read_twilio_callback(const net::http_request& request,
                                                                     const account& to, int64_t human_s);

}  // namespace kaskad::channels
