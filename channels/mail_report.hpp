#pragma once

#include "channels/adapter.hpp"
#include "channels/mime.hpp"

#include <expected>
#include <string_view>

// What comes back by mail, as the server of mail hands it over: reports of delivery (RFC 3464), complaints (RFC 5965)
// and mails of people who want no more. Each must name an attempt with its proof: who wrote it cannot be known.

namespace kaskad::channels {

struct mail_return {
    const account& to;
    std::string_view secret;  // of references
};

std::expected<callback_reading, callback_fault> read_returned_mail(std::string_view octets, const mail_return& to);

}  // namespace kaskad::channels
