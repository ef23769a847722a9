#pragma once

#include "channels/adapter.hpp"

// What Meta tells of a WhatsApp number: statuses of messages, and what people write
// (developers.facebook.com/documentation/business-messaging/whatsapp).

namespace kaskad::channels {

// The settings read are phone_number_id, app_secret and verify_token.
std::expected<callback_reading, callback_fault> read_whatsapp_callback(const net::http_request& request,
                                                                       const account& to);

}  // namespace kaskad::channels
