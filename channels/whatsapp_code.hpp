#pragma once

#include "channels/answer_reading.hpp"

#include <span>

// What the error codes of WhatsApp's Cloud API mean
// (developers.facebook.com/documentation/business-messaging/whatsapp), in answers and in statuses alike.

namespace kaskad::channels {

std::span<const code_meaning> whatsapp_codes();

// nullptr: it is in no list.
const code_meaning* find_whatsapp_code(std::string_view code);

reply_reading read_whatsapp_code(const net::http_response& reply, provider_words said);

}  // namespace kaskad::channels
