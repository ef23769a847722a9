#pragma once

#include "channels/adapter.hpp"
#include "net/mail.hpp"

#include <optional>
#include <string>
#include <string_view>

// What servers of mail mean with their codes (RFC 5321 §4.2, RFC 3463, RFC 7505, RFC 7372): in their answers, where it
// matters to which command, and in their reports. Tables.

namespace kaskad::channels {

// "5.1.1" at the beginning of what stands behind the three digits, or of the field Status; empty: there is none.
std::string enhanced_code(std::string_view text);

reply_reading read_mail_answer(const net::mail_reply& reply);

// Why a mail was not delivered, by the field Status of a report.
core::reason reason_of_status(std::string_view status);

}  // namespace kaskad::channels
