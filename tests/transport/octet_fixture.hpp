#pragma once

#include "smpp/codec.hpp"
#include "tests/net/raw_client.hpp"
#include "tests/transport/transport_fixture.hpp"

#include <string>

// Peers of the listener that are made of octets.

namespace kaskad::smpp::transport {

class OctetFixture : public TransportFixture {
  protected:
    template <typename Body>
    static std::string octets_of(const Body& body, uint32_t sequence_number) {
        std::string out;
        EXPECT_TRUE(encode({{}, sequence_number}, &body, out));
        return out;
    }
    static std::string bind_octets() { return octets_of(bind{.system_id = "raw", .password = "p"}, 1); }

    // The first four octets say how long a PDU is.
    std::string read_pdu(net::raw_client& peer) {
        auto head = peer.read_exactly(4);
        if (head.size() < 4) return head;
        const auto at = [&](size_t i) { return static_cast<size_t>(static_cast<uint8_t>(head[i])); };
        return head + peer.read_exactly((at(0) << 24 | at(1) << 16 | at(2) << 8 | at(3)) - 4);
    }
    static uint32_t number_at(const std::string& pdu, size_t offset) {
        uint32_t result = 0;
        for (size_t i = 0; i < 4; ++i)
            result = result << 8 | static_cast<uint8_t>(pdu.at(offset + i));
        return result;
    }
    net::raw_client make_bound_peer() {
        const auto before = script_.bound;
        net::raw_client peer{centre_->port()};
        peer.send(bind_octets());
        EXPECT_TRUE(run_until([&] { return script_.bound == before + 1; }));
        settle();
        const auto response = read_pdu(peer);
        EXPECT_EQ(number_at(response, 4), 0x80000009u);
        EXPECT_EQ(number_at(response, 8), 0u);
        return peer;
    }
};

}  // namespace kaskad::smpp::transport
