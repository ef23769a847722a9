#pragma once

#include "channels/adapter.hpp"
#include "net/mail.hpp"

#include <cstdint>
#include <expected>
#include <string>

// A translator whose provider is a server of mail: it makes mails and reads what such a server says, instead of calls
// and their replies. As adapter.hpp otherwise.

namespace kaskad::channels {

class mail_adapter : public adapter {
  public:
    const mail_adapter* by_mail() const final { return this; }

    // Refused, with a sentence: what cannot be made a mail. Then nothing is sent.
    virtual std::expected<net::mail, std::string> make_mail(const facts::send_over_channel& wanted, const account& from,
                                                            int64_t utc_ms) const = 0;
    virtual reply_reading read_mail_reply(const net::mail_reply& reply) const = 0;

    // Nobody makes calls for a mail.
    std::expected<net::http_call, std::string> make_call(const facts::send_over_channel&, const account&) const final {
        return std::unexpected("this account sends mails and calls nobody");
    }
    reply_reading read_reply(const net::http_response&) const final {
        return {.outcome = facts::channel_outcome::config, .reason = core::reason::link_misconfigured};
    }
};

}  // namespace kaskad::channels
