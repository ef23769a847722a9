#include "hex.hpp"
#include "pdu_samples.hpp"
#include "smpp/codec.hpp"
#include "smpp/time_format.hpp"
#include "smpp/udh.hpp"

#include <boost/json.hpp>
#include <gtest/gtest.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <unistd.h>

// A foreign decoder reads every PDU we write: all of pdu_samples() in one capture file, one tshark process, each field
// compared. Where tshark 4.0 itself is wrong (relative times, ...) it is not asked.

namespace kaskad::smpp {

namespace {

namespace json = boost::json;

bool has_tshark() {
    return std::system("tshark --version >/dev/null 2>&1") == 0;
}

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

std::string with_colons(std::string_view raw) {
    const std::string hex = to_hex(raw);
    std::string text;
    for (size_t i = 0; i < hex.size(); i += 2)
        text += (i == 0 ? "" : ":") + hex.substr(i, 2);
    return text;
}

std::string hexadecimal(uint32_t value, int digits) {
    std::array<char, 16> buffer{};
    std::snprintf(buffer.data(), buffer.size(), "0x%0*x", digits, value);
    return buffer.data();
}

// What tshark should say, in its names and notations.
class expectation {
  public:
    explicit expectation(const pdu& value) {
        set("command_id", hexadecimal(static_cast<uint32_t>(id_of(value.body)), 8));
        set("sequence_number", std::to_string(value.sequence_number));
        const bool is_refusal = value.status != command_status::rok;
        if (is_response(id_of(value.body))) set("command_status", hexadecimal(static_cast<uint32_t>(value.status), 8));
        if (is_refusal) return;
        std::visit([this](const auto& body) { read(body); }, value.body);
    }

    const std::vector<std::pair<std::string, std::string>>& fields() const { return fields_; }
    const tlv_list& tlvs() const { return tlvs_; }

  private:
    void set(const std::string& name, const std::string& value) { fields_.emplace_back("smpp." + name, value); }
    // Empty strings tshark leaves out or names otherwise.
    void set_string(const std::string& name, const std::string& value) {
        if (!value.empty()) set(name, value);
    }

    void read(const auto&) {}

    void read(const bind& body) {
        set_string("system_id", body.system_id);
        set_string("password", body.password);
        set_string("system_type", body.system_type);
        set("interface_version", std::to_string(body.interface_version));
        set("addr_ton", hexadecimal(body.addr_ton, 2));
        set("addr_npi", hexadecimal(body.addr_npi, 2));
        set_string("address_range", body.address_range);
    }

    void read(const bind_resp& body) {
        set_string("system_id", body.system_id);
        tlvs_ = body.tlvs;
    }

    void set_addresses(const address& source, const address& destination) {
        set("source_addr_ton", hexadecimal(source.ton, 2));
        set("source_addr_npi", hexadecimal(source.npi, 2));
        set_string("source_addr", source.addr);
        set("dest_addr_ton", hexadecimal(destination.ton, 2));
        set("dest_addr_npi", hexadecimal(destination.npi, 2));
        set_string("destination_addr", destination.addr);
    }

    void set_flags(uint8_t esm_class, uint8_t registered_delivery, uint8_t data_coding) {
        set("esm.submit.msg_mode", hexadecimal(esm_class & 3U, 2));
        set("esm.submit.msg_type", hexadecimal(esm_class >> 2 & 15U, 2));
        set("esm.submit.features", hexadecimal(esm_class >> 6U, 2));
        set("regdel.receipt", hexadecimal(registered_delivery & 3U, 2));
        set("regdel.acks", hexadecimal(registered_delivery >> 2 & 3U, 2));
        set("regdel.notif", hexadecimal(registered_delivery >> 4 & 1U, 2));
        set("data_coding", hexadecimal(data_coding, 2));
    }

    template <typename Body>
    void read_message(const Body& body) {
        set_string("service_type", body.service_type);
        set_addresses(body.source, body.destination);
        set_flags(body.esm_class, body.registered_delivery, body.data_coding);
        set("protocol_id", hexadecimal(body.protocol_id, 2));
        set("priority_flag", hexadecimal(body.priority_flag, 2));
        set("replace_if_present_flag", hexadecimal(body.replace_if_present_flag, 2));
        set("sm_default_msg_id", std::to_string(body.sm_default_msg_id));
        set("sm_length", std::to_string(body.short_message.size()));
        if (body.schedule_delivery_time == format_absolute(SAMPLE_SCHEDULE_UTC_MS, 4))
            set("schedule_delivery_time", "Jan  1, 2026 00:00:00.700000000 UTC");
        if (!body.short_message.empty()) set("message", with_colons(body.short_message));
        tlvs_ = body.tlvs;
    }
    void read(const submit_sm& body) { read_message(body); }
    void read(const deliver_sm& body) { read_message(body); }

    void read(const data_sm& body) {
        set_string("service_type", body.service_type);
        set_addresses(body.source, body.destination);
        set_flags(body.esm_class, body.registered_delivery, body.data_coding);
        tlvs_ = body.tlvs;
    }

    template <typename Body>
    void read_response(const Body& body) {
        set_string("message_id", body.message_id);
        tlvs_ = body.tlvs;
    }
    void read(const submit_sm_resp& body) { read_response(body); }
    void read(const deliver_sm_resp& body) { read_response(body); }
    void read(const data_sm_resp& body) { read_response(body); }

    std::vector<std::pair<std::string, std::string>> fields_;
    tlv_list tlvs_;
};

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

std::vector<std::string> values_of(const json::value& tree, std::string_view name) {
    std::vector<std::string> found;
    collect(tree, name, found);
    return found;
}

// Tags and lengths in order, and the values of the TLVs that tshark shows as octets, numbers or text.
void compare_tlvs(const json::value& layer, const tlv_list& tlvs) {
    std::vector<std::string> tags;
    std::vector<std::string> lengths;
    for (const auto& parameter : tlvs) {
        tags.push_back(hexadecimal(parameter.tag, 4));
        lengths.push_back(std::to_string(parameter.value.size()));
    }
    EXPECT_EQ(values_of(layer, "smpp.opt_param_tag"), tags);
    EXPECT_EQ(values_of(layer, "smpp.opt_param_len"), lengths);
    const auto expect_value = [&](std::string_view name, const std::string& value) {
        EXPECT_EQ(values_of(layer, name), std::vector<std::string>{value}) << name;
    };
    if (const auto id = text_tlv(tlvs, tag::receipted_message_id))
        expect_value("smpp.receipted_message_id", std::string{*id});
    if (const auto state = integer_tlv(tlvs, tag::message_state))
        expect_value("smpp.message_state", std::to_string(*state));
    if (const auto* const payload = find_tlv(tlvs, tag::message_payload))
        expect_value("smpp.message_payload", with_colons(payload->value));
    if (const auto reference = integer_tlv(tlvs, tag::sar_msg_ref_num))
        expect_value("smpp.sar_msg_ref_num", std::to_string(*reference));
    if (const auto seconds = integer_tlv(tlvs, tag::qos_time_to_live))
        expect_value("smpp.qos_time_to_live", std::to_string(*seconds));
}

void compare_concatenation(const json::object& layers, const pdu_body& body) {
    const auto* const message = std::get_if<submit_sm>(&body);
    if (message == nullptr || (message->esm_class & esm::UDHI) == 0) return;
    const auto header = parse_udh(as_octets(message->short_message));
    ASSERT_TRUE(header.has_value());
    const auto expected = find_concatenation(*header);
    ASSERT_TRUE(expected.has_value());
    const json::value& layer = layers.at("gsm_sms_ud");
    const auto expect_number = [&](std::string_view name, int value) {
        EXPECT_EQ(values_of(layer, name), std::vector<std::string>{std::to_string(value)}) << name;
    };
    expect_number("gsm_sms.udh.mm.msg_id", expected->reference);
    expect_number("gsm_sms.udh.mm.msg_parts", expected->total);
    expect_number("gsm_sms.udh.mm.msg_part", expected->number);
}

}  // namespace

TEST(SmppTshark, ReadsEveryPduAsWeMeantIt) {
    if (!has_tshark()) GTEST_SKIP() << "tshark is not installed: no foreign decoder looked at our PDUs";
    const auto samples = pdu_samples();
    const json::array packets = dissect(samples);
    ASSERT_EQ(packets.size(), samples.size());
    size_t compared = 0;
    for (size_t i = 0; i < samples.size(); ++i) {
        SCOPED_TRACE(samples[i].name);
        const auto& layers = packets[i].at("_source").at("layers").as_object();
        EXPECT_FALSE(layers.contains("_ws.malformed"));
        ASSERT_TRUE(layers.contains("smpp"));
        const json::value& layer = layers.at("smpp");
        const expectation expected{samples[i].value};
        for (const auto& [name, value] : expected.fields()) {
            const auto found = values_of(layer, name);
            ASSERT_FALSE(found.empty()) << name;
            EXPECT_EQ(found[0], value) << name;
            ++compared;
        }
        compare_tlvs(layer, expected.tlvs());
        compare_concatenation(layers, samples[i].value.body);
    }
    EXPECT_GT(compared, 600U);
}

}  // namespace kaskad::smpp
