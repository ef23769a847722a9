#pragma once

#include "smpp/segmentation.hpp"

#include <expected>
#include <string>
#include <string_view>

// `kaskad text`: how a text would be written and cut, as one line of JSON. It reads nothing but its arguments.

namespace kaskad::gateway {

struct text_request {
    std::string text;
    bool is_national = false;  // every national table may be used
    int reference_bits = 8;    // or 16
};

// The error is a sentence: invalid UTF-8, a control character, or too long a text.
std::expected<std::string, std::string> describe_text(const text_request& request);

// Prints it, or the error on standard error; the exit code.
int print_text(const text_request& request);

}  // namespace kaskad::gateway
