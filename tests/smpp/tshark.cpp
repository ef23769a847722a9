#include "tshark.hpp"

#include "hex.hpp"
#include "smpp/codec.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <unistd.h>

namespace kaskad::smpp {

namespace {

namespace json = boost::json;

void append_little32(std::string& out, uint32_t value) {
    for (int shift = 0; shift < 32; shift += 8)
        out.push_back(static_cast<char>(value >> shift));
}

// One IPv4 packet with one TCP segment. Each has a source port of its own, so that a broken PDU cannot swallow the
// next.
std::string packet(const std::string& payload, uint16_t source_port) {
    std::string ip = from_hex("4500");
    append_uint16(ip, static_cast<uint16_t>(40 + payload.size()));
    ip += from_hex("00000000400600007f0000017f000001");
    append_uint16(ip, source_port);
    append_uint16(ip, 2775);
    ip += from_hex("00000001000000015018ffff00000000");
    return ip + payload;
}

// The classic pcap format, link type 101 (raw IP).
std::string capture_of(const std::vector<pdu_sample>& samples) {
    constexpr uint32_t LINKTYPE_RAW = 101;
    std::string file = from_hex("d4c3b2a1020004000000000000000000");
    append_little32(file, 1 << 18);
    append_little32(file, LINKTYPE_RAW);
    uint16_t port = 10'000;
    for (const auto& sample : samples) {
        std::string raw;
        EXPECT_TRUE(encode(sample.value, raw).has_value()) << sample.name;
        const std::string data = packet(raw, port++);
        append_little32(file, 0);
        append_little32(file, 0);
        append_little32(file, static_cast<uint32_t>(data.size()));
        append_little32(file, static_cast<uint32_t>(data.size()));
        file += data;
    }
    return file;
}

std::string output_of(const std::string& command) {
    std::string output;
    FILE* const pipe = popen(command.c_str(), "r");
    if (pipe == nullptr) return output;
    std::array<char, 65536> buffer{};
    while (const size_t size = fread(buffer.data(), 1, buffer.size(), pipe))
        output.append(buffer.data(), size);
    EXPECT_EQ(pclose(pipe), 0);
    return output;
}

// Every value under this name, at any depth.
void collect(const json::value& tree, std::string_view name, std::vector<std::string>& found) {
    if (const auto* const list = tree.if_array())
        for (const auto& item : *list)
            collect(item, name, found);
    const auto* const object = tree.if_object();
    if (object == nullptr) return;
    for (const auto& [key, value] : *object) {
        if (key == name && value.is_string()) found.emplace_back(value.as_string().c_str(), value.as_string().size());
        if (key == name && value.is_array())
            for (const auto& item : value.as_array())
                if (item.is_string()) found.emplace_back(item.as_string().c_str());
        if (key != name || !value.is_string()) collect(value, name, found);
    }
}

}  // namespace

bool has_tshark() {
    return std::system("tshark --version >/dev/null 2>&1") == 0;
}

json::array dissect(const std::vector<pdu_sample>& samples) {
    const std::string path = testing::TempDir() + "kaskad_smpp_" + std::to_string(getpid()) + ".pcap";
    std::ofstream{path, std::ios::binary} << capture_of(samples);
    const std::string output = output_of("tshark -r " + path +
                                         " -d tcp.port==2775,smpp -o smpp.reassemble_smpp_over_tcp:FALSE"
                                         " -T json -J \"smpp gsm_sms_ud\" --no-duplicate-keys 2>/dev/null");
    std::remove(path.c_str());
    json::parse_options options;
    options.allow_invalid_utf8 = true;
    return json::parse(output, {}, options).as_array();
}

std::vector<std::string> values_of(const json::value& tree, std::string_view name) {
    std::vector<std::string> found;
    collect(tree, name, found);
    return found;
}

}  // namespace kaskad::smpp
