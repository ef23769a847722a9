#include "random_pdu.hpp"
#include "smpp/codec.hpp"
#include "smpp/frame_reader.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <expected>
#include <random>
#include <set>
#include <vector>

// What holds for every PDU and every stream of them, by random ones. The seed is printed with what fails.

namespace kaskad::smpp {

namespace {

constexpr int ROUNDS = 4000;

uint64_t new_seed() {
    return std::random_device{}();
}

std::string encoded(const pdu& value, uint8_t interface_version = VERSION_50) {
    std::string out;
    const auto result = encode(value, out, {.interface_version = interface_version});
    EXPECT_TRUE(result.has_value()) << command_name(id_of(value.body)) << ": " << result.error().field << ' '
                                    << to_string(result.error().fault);
    return out;
}

// The body without its TLVs.
pdu_body without_tlvs(pdu_body body) {
    std::visit(
        [](auto& value) {
            if constexpr (requires { value.tlvs; }) value.tlvs.clear();
        },
        body);
    return body;
}

// What a driver of the stream sees, added to what it has seen.
using stream_events = std::vector<std::expected<pdu, pdu_error>>;

void take_events(frame_reader& reader, stream_events& seen) {
    for (;;) {
        const auto frame = reader.poll_frame();
        if (frame && frame->empty()) return;
        if (!frame) {
            seen.push_back(std::unexpected(frame.error()));
            return;
        }
        seen.push_back(decode(*frame));
    }
}

}  // namespace

TEST(SmppPduProperty, EveryPduReadsBackAsItWasWritten) {
    const uint64_t seed = new_seed();
    SCOPED_TRACE(testing::Message() << "seed " << seed);
    random_pdu pdus{seed};
    std::set<command_id> kinds;
    for (int i = 0; i < ROUNDS && !testing::Test::HasFailure(); ++i) {
        const pdu value = pdus.next();
        const auto result = decode(as_octets(encoded(value)));
        ASSERT_TRUE(result.has_value()) << command_name(id_of(value.body)) << ' ' << result.error().field;
        ASSERT_EQ(*result, value) << command_name(id_of(value.body));
        if (!command_name(id_of(value.body)).empty()) kinds.insert(id_of(value.body));
    }
    EXPECT_EQ(kinds.size(), 33U);
}

TEST(SmppPduProperty, AnOlderPeerGetsTheSamePduWithoutWhatItDoesNotKnow) {
    const uint64_t seed = new_seed();
    SCOPED_TRACE(testing::Message() << "seed " << seed);
    random_pdu pdus{seed};
    for (int i = 0; i < ROUNDS && !testing::Test::HasFailure(); ++i) {
        const pdu value = pdus.next();
        for (const uint8_t version : {VERSION_33, VERSION_34}) {
            std::string out;
            if (!encode(value, out, {.interface_version = version})) {
                ASSERT_TRUE(out.empty());
                continue;
            }
            const auto result = decode(as_octets(out));
            ASSERT_TRUE(result.has_value());
            ASSERT_EQ(without_tlvs(result->body), without_tlvs(value.body));
            std::visit(
                [&](const auto& body) {
                    if constexpr (requires { body.tlvs; })
                        for (const tlv& parameter : body.tlvs)
                            EXPECT_TRUE(is_tlv_known_to(version, parameter));
                },
                result->body);
        }
    }
}

// The stream holds good PDUs, PDUs with a broken body, and at last, in some, one with a hopeless length.
TEST(SmppPduProperty, EverySplitOfAStreamGivesTheSameEvents) {
    const uint64_t seed = new_seed();
    SCOPED_TRACE(testing::Message() << "seed " << seed);
    random_pdu pdus{seed};
    std::mt19937_64 random{seed};
    for (int round = 0; round < 60; ++round) {
        std::string stream;
        for (int i = 0; i < 6; ++i) {
            std::string frame = encoded(pdus.next());
            if (random() % 3 == 0 && frame.size() > HEADER_SIZE)
                frame[HEADER_SIZE + random() % (frame.size() - 16)] ^= 0x41;
            stream += frame;
        }
        if (random() % 3 == 0) append_uint32(stream, random() % 2 == 0 ? 15 : 0xFFFFFFFF);
        frame_reader whole;
        whole.handle_octets(as_octets(stream));
        stream_events expected;
        take_events(whole, expected);
        for (size_t step : {size_t{1}, size_t{7}, size_t{0}}) {
            frame_reader cut;
            stream_events seen;
            for (size_t at = 0; at < stream.size();) {
                const size_t size = std::min(step != 0 ? step : 1 + random() % 100, stream.size() - at);
                cut.handle_octets(as_octets(stream).subspan(at, size));
                take_events(cut, seen);
                at += size;
            }
            ASSERT_TRUE(seen == expected);
        }
    }
}

TEST(SmppPduProperty, NoOctetOfAPduCanBringTheDecoderDown) {
    const uint64_t seed = new_seed();
    SCOPED_TRACE(testing::Message() << "seed " << seed);
    random_pdu pdus{seed};
    std::mt19937_64 random{seed};
    for (int i = 0; i < ROUNDS; ++i) {
        const std::string raw = encoded(pdus.next());
        // A copy of exactly this size, so that the address sanitizer sees one octet too many.
        std::vector<uint8_t> frame(raw.begin(), raw.end());
        for (size_t k = 1 + random() % 4; k-- > 0 && frame.size() > HEADER_SIZE;)
            frame[HEADER_SIZE + random() % (frame.size() - HEADER_SIZE)] = static_cast<uint8_t>(random());
        const auto result = decode(frame);
        if (is_response(static_cast<command_id>(load_uint32(frame.data() + 4)))) {
            EXPECT_TRUE(result.has_value());
        }
        if (!result) {
            EXPECT_EQ(result.error().severity, severity::recoverable);
            EXPECT_LE(result.error().position, frame.size());
        }
    }
}

}  // namespace kaskad::smpp
