#pragma once

#include "engine/facts/place.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

// How an attempt is known again in what comes back by mail, which anybody may write: "<message>.<attempt>.<16 digits of
// an HMAC>", as ENVID, in the envelope's sender (bounce+...@host) and in Message-ID. And who is meant by a click on
// "unsubscribe": sealed, for it stands in a mail. All under the account's own secret.

namespace kaskad::channels {

std::string make_reference(const facts::part_ref& attempt, std::string_view secret);
// Message 0: it is none of ours, or was changed.
facts::part_ref open_reference(std::string_view text, std::string_view secret);

// "bounce@host" and a reference to "bounce+<reference>@host".
std::string make_bounce_sender(std::string_view address, std::string_view reference);
// From "<bounce+REF@host>", with or without brackets, of any host; empty: there is none.
std::string_view reference_in(std::string_view address);

struct subscriber {
    facts::part_ref attempt;
    std::string recipient;  // digits
};

// Other letters each time; a part of an address as it is.
std::string seal_subscriber(const subscriber& who, std::string_view secret);
std::optional<subscriber> open_subscriber(std::string_view sealed, std::string_view secret);

}  // namespace kaskad::channels
