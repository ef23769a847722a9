#pragma once

#include "bench/wire/http_frame.hpp"

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

// How a gateway is asked to send messages, and what its answers mean. Kaskad takes one message or an array a request,
// Kannel one.

namespace kaskad::bench {

enum class verdict : uint8_t {
    accepted,
    refused_for_now,  // nothing was kept: the same message may be sent again
    failed,
};

struct result {
    verdict what = verdict::failed;
    uint64_t id = 0;  // of an accepted one
};

class dialect {
  public:
    virtual ~dialect() = default;

    virtual void write_request(std::string& out, std::span<const uint32_t> numbers) = 0;
    // One result for each message of the request, in order.
    virtual void read_answer(const http_frame& answer, std::span<const uint32_t> numbers, std::vector<result>& out) = 0;
};

// `batched`: arrays, even of one.
std::unique_ptr<dialect> make_kaskad_dialect(const std::string& api_key, bool batched);

struct kannel_receipts {
    bool wanted = true;
    std::string callback;  // URL to which number and state are added; empty: receipts without one
};

std::unique_ptr<dialect> make_kannel_dialect(const kannel_receipts& receipts);

}  // namespace kaskad::bench
