#pragma once

#include "core/address.hpp"
#include "core/id.hpp"
#include "routing/bounded_table.hpp"
#include "routing/state_octets.hpp"

#include <cstddef>
#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>

// Which link and sender a recipient knows a client by, so that a conversation stays one thread on the handset. Advisory
// and bounded: of too many the one used longest ago leaves, and its recipient is routed as a new one.

namespace kaskad::routing {

inline constexpr size_t STICKY_MAX = 250'000;  // about 40 MB
inline constexpr int64_t STICKY_MS = 30LL * 86'400'000;

struct sticky_key {
    core::client_id client;
    uint64_t recipient = 0;  // its digits as a number: E.164 has at most 15 and begins with none of 0

    friend bool operator==(const sticky_key&, const sticky_key&) = default;
};

struct sticky_key_hash {
    size_t operator()(const sticky_key& key) const;
};

// `recipient` as parse_recipient gives it.
sticky_key sticky_key_of(core::client_id client, const core::msisdn& recipient);

struct sticky_sender {
    core::link_id link;
    std::string sender;

    friend bool operator==(const sticky_sender&, const sticky_sender&) = default;
};

// How its link stands at the moment. chance and floor: of a delivery, as the client's policy asks for it.
struct sticky_standing {
    bool is_ejected = false;  // for the recipient's network, or as a whole; also disabled, or in maintenance
    double chance = 0;
    double floor = 0;
};

enum class sticky_verdict : uint8_t { kept = 0, link_ejected = 1, below_floor = 2 };

sticky_verdict judge_sticky(const sticky_standing& standing);

class sticky_senders {
  public:
    // `kept_ms`: since the last message.
    explicit sticky_senders(int64_t kept_ms = STICKY_MS, size_t max = STICKY_MAX) : kept_ms_{kept_ms}, known_{max} {}

    size_t size() const { return known_.size(); }

    // Nothing: the recipient is free.
    std::optional<sticky_sender> find(const sticky_key& key, int64_t now_ms) const;

    // A message was taken over it. Another link or sender than before is what holds from now on.
    void note_sent(const sticky_key& key, const sticky_sender& by, int64_t now_ms);

    std::string save(int64_t now_ms) const;
    static std::expected<sticky_senders, state_fault> load(std::string_view octets, int64_t now_ms,
                                                           int64_t kept_ms = STICKY_MS, size_t max = STICKY_MAX);

  private:
    struct kept {
        sticky_sender by;
        int64_t sent_ms = 0;
    };

    void drop_expired(int64_t now_ms);

    int64_t kept_ms_;
    bounded_table<sticky_key, kept, sticky_key_hash> known_;
};

std::string_view to_string(sticky_verdict value);

}  // namespace kaskad::routing
