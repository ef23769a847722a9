#pragma once

#include "channels/adapter.hpp"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

// From a provider's codes to what they mean for a message. A code that no table knows is read by the HTTP status, and
// there on the careful side: what was refused is for a person to look at (config), which tries the next channel and
// blames neither the recipient nor the account; what may have been carried out is in doubt.

namespace kaskad::channels {

struct code_meaning {
    std::string_view code;
    facts::channel_outcome outcome;
    core::reason reason;
    int64_t retry_after_ms = 0;
};

// What the provider said besides.
struct provider_words {
    std::string code{};
    std::string text{};
};

// Whether a call that may have been carried out can be made once more.
enum class repetition : uint8_t { harmless, sends_twice };

const code_meaning* find_meaning(std::span<const code_meaning> table, std::string_view code);

reply_reading make_acceptance(std::string provider_id);
reply_reading make_refusal(const code_meaning& meaning, provider_words said);
// Nobody knows whether it was carried out.
reply_reading make_doubt(provider_words said);

// By the status alone, where the body says nothing that is known.
reply_reading read_status(const net::http_response& reply, repetition repeated, provider_words said);
// By what its code means, or, where that is nullptr, by the status.
reply_reading read_code(const code_meaning* meaning, const net::http_response& reply, repetition repeated,
                        provider_words said);

// As Retry-After says in seconds, a day at most; 0 = it does not.
int64_t retry_after_ms(const net::http_response& reply);

}  // namespace kaskad::channels
