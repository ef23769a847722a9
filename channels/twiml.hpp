#pragma once

#include <string>
#include <string_view>

// TwiML: what Twilio is told to do in a call. Text and addresses go in as data: nothing in them can end the element or
// attribute in which they stand.

namespace kaskad::channels {

// For text and for attributes in either kind of quotes. Characters that XML 1.0 cannot hold become a space, octets that
// are no UTF-8 a question mark.
std::string escape_xml(std::string_view text);

struct speech {
    std::string_view text;
    std::string_view language;
    std::string_view voice{};       // empty: Twilio's own choice
    std::string_view answer_url{};  // which key was pressed is posted there; empty: none is waited for
};

std::string make_twiml(const speech& wanted);

}  // namespace kaskad::channels
