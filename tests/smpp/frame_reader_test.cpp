#include "smpp/frame_reader.hpp"

#include "hex.hpp"
#include "pdu_samples.hpp"

#include <gtest/gtest.h>

namespace kaskad::smpp {

namespace {

std::vector<std::string> frames_of(frame_reader& reader) {
    std::vector<std::string> frames;
    for (auto frame = reader.poll_frame(); frame && !frame->empty(); frame = reader.poll_frame())
        frames.emplace_back(as_text(*frame));
    return frames;
}

std::string header(uint32_t command_length) {
    std::string out;
    append_uint32(out, command_length);
    return out + from_hex("000000150000000000000001");
}

}  // namespace

TEST(SmppFrameReader, GivesTheSameFramesForEverySplitOfTheStream) {
    std::vector<std::string> expected;
    std::string stream;
    for (const auto& sample : pdu_samples()) {
        if (expected.size() == 12) break;
        ASSERT_TRUE(encode(sample.value, expected.emplace_back()).has_value());
        stream += expected.back();
    }
    for (size_t first = 0; first <= stream.size(); ++first) {
        frame_reader reader;
        reader.handle_octets(as_octets(stream).first(first));
        auto frames = frames_of(reader);
        reader.handle_octets(as_octets(stream).subspan(first));
        for (auto& frame : frames_of(reader))
            frames.push_back(std::move(frame));
        ASSERT_EQ(frames, expected) << "cut at " << first;
        EXPECT_EQ(reader.buffered(), 0U);
    }
    for (size_t step = 1; step <= 7; ++step) {
        frame_reader reader;
        std::vector<std::string> frames;
        for (size_t at = 0; at < stream.size(); at += step) {
            reader.handle_octets(as_octets(stream).subspan(at, std::min(step, stream.size() - at)));
            for (auto& frame : frames_of(reader))
                frames.push_back(std::move(frame));
        }
        EXPECT_EQ(frames, expected) << "in steps of " << step;
    }
}

TEST(SmppFrameReader, JudgesTheLengthAsSoonAsItsFourOctetsAreThere) {
    for (const uint32_t length : {0U, 15U, 70001U, 0xF0000011U, 0xFFFFFFFFU}) {
        frame_reader reader;
        reader.handle_octets(as_octets(header(length).substr(0, 3)));
        EXPECT_TRUE(reader.poll_frame().has_value());
        reader.handle_octets(as_octets(header(length).substr(3, 1)));
        const auto frame = reader.poll_frame();
        ASSERT_FALSE(frame.has_value()) << length;
        EXPECT_EQ(frame.error().severity, severity::fatal);
        EXPECT_EQ(frame.error().status, command_status::rinvcmdlen);
        EXPECT_EQ(frame.error().sequence_number, 0U);
    }
}

TEST(SmppFrameReader, NamesThePduItRefusesWhenItsHeaderIsThere) {
    frame_reader reader;
    reader.handle_octets(as_octets(header(80000)));
    const auto frame = reader.poll_frame();
    ASSERT_FALSE(frame.has_value());
    EXPECT_EQ(frame.error().sequence_number, 1U);
    EXPECT_EQ(frame.error().id, command_id::enquire_link);
}

TEST(SmppFrameReader, TakesThePduAtTheLimitAndKeepsNoMoreThanIt) {
    frame_reader reader{100};
    std::string largest = header(100);
    largest.resize(100);
    reader.handle_octets(as_octets(largest).first(99));
    EXPECT_TRUE(reader.poll_frame()->empty());
    EXPECT_EQ(reader.buffered(), 99U);
    reader.handle_octets(as_octets(largest).last(1));
    EXPECT_EQ(reader.poll_frame()->size(), 100U);

    reader.handle_octets(as_octets(header(101)));
    EXPECT_FALSE(reader.poll_frame().has_value());
}

TEST(SmppFrameReader, GivesNothingMoreAfterAnError) {
    frame_reader reader;
    reader.handle_octets(as_octets(header(3)));
    EXPECT_FALSE(reader.poll_frame().has_value());
    const size_t kept = reader.buffered();
    reader.handle_octets(as_octets(header(16)));
    const auto frame = reader.poll_frame();
    ASSERT_TRUE(frame.has_value());
    EXPECT_TRUE(frame->empty());
    EXPECT_EQ(reader.buffered(), kept);
}

}  // namespace kaskad::smpp
