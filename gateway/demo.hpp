#pragma once

#include <cstdint>
#include <string>

// `kaskad demo`: sends a handful of messages through a running gateway, over the API as a client would, and tells the
// way of each: network, parts, price, receipt, latency; for the operator also link and why.

namespace kaskad::gateway {

struct demo_options {
    std::string url = "http://127.0.0.1:8080";
    std::string client_key = "demo";
    std::string operator_key = "operator-demo";
};

int demo(const demo_options& options);

}  // namespace kaskad::gateway
