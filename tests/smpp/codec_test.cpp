#include "smpp/codec.hpp"

#include "hex.hpp"
#include "pdu_samples.hpp"

#include <gmock/gmock.h>

namespace kaskad::smpp {

namespace {

std::string encoded(const pdu& value, const encode_options& options = {}) {
    std::string out;
    const auto result = encode(value, out, options);
    EXPECT_TRUE(result.has_value()) << "field " << (result ? "" : result.error().field);
    return out;
}

// A PDU around a body given in hexadecimal, with the command_length that fits.
std::string frame(command_id id, std::string_view body_hex, uint32_t sequence_number = 7, uint32_t status = 0) {
    const std::string body = from_hex(body_hex);
    std::string out;
    append_uint32(out, static_cast<uint32_t>(HEADER_SIZE + body.size()));
    append_uint32(out, static_cast<uint32_t>(id));
    append_uint32(out, status);
    append_uint32(out, sequence_number);
    return out + body;
}

pdu_error error_of(const std::string& raw) {
    const auto result = decode(as_octets(raw));
    EXPECT_FALSE(result.has_value());
    return result ? pdu_error{} : result.error();
}

pdu decoded(const std::string& raw) {
    const auto result = decode(as_octets(raw));
    EXPECT_TRUE(result.has_value()) << "field " << (result ? "" : result.error().field);
    return result.value_or(pdu{});
}

// submit_sm up to sm_length: empty addresses, no text, no TLVs.
constexpr std::string_view EMPTY_SUBMIT =
    "00"
    "000000"
    "000000"
    "000000"
    "00"
    "00"
    "00"
    "00"
    "00"
    "00"
    "00";

}  // namespace

TEST(SmppCodec, ReadsBackEveryPduItWrites) {
    for (const auto& sample : pdu_samples()) {
        SCOPED_TRACE(sample.name);
        EXPECT_EQ(decoded(encoded(sample.value)), sample.value);
    }
}

TEST(SmppCodec, AppendsBehindWhatIsThere) {
    std::string out = "before";
    const enquire_link link_check;
    ASSERT_TRUE(encode({{}, 1}, &link_check, out).has_value());
    EXPECT_EQ(to_hex(out.substr(6)), "00000010000000150000000000000001");
}

TEST(SmppCodec, NeverReadsPastAnyCutOfAnyPdu) {
    for (const auto& sample : pdu_samples()) {
        const std::string whole = encoded(sample.value);
        for (size_t size = HEADER_SIZE; size < std::min<size_t>(whole.size(), 400); ++size) {
            std::string cut = whole.substr(0, size);
            cut[0] = cut[1] = 0;
            cut[2] = static_cast<char>(size >> 8);
            cut[3] = static_cast<char>(size);
            // A copy of exactly this size, so that the address sanitizer sees one octet too many.
            const std::vector<uint8_t> exact(cut.begin(), cut.end());
            const auto result = decode(exact);
            if (is_response(id_of(sample.value.body))) {
                EXPECT_TRUE(result.has_value());
            }
            if (!result) {
                EXPECT_EQ(result.error().sequence_number, sample.value.sequence_number);
                EXPECT_EQ(result.error().severity, severity::recoverable);
                EXPECT_LE(result.error().position, size);
            }
        }
    }
}

TEST(SmppCodec, KeepsAnUnknownCommandWithItsOctets) {
    const auto id = static_cast<command_id>(0x00010299);
    const pdu value = decoded(frame(id, "0102ff"));
    EXPECT_EQ(std::get<unknown_pdu>(value.body), (unknown_pdu{id, "\x01\x02\xff"}));
    EXPECT_EQ(encoded(value), frame(id, "0102ff"));
}

// SMPP 3.3 alone knows them: param_retrieve, query_last_msgs, query_msg_details.
TEST(SmppCodec, KeepsTheCommandsOf33AloneAsTheyCame) {
    for (const uint32_t id : {0x22U, 0x23U, 0x24U}) {
        const pdu value = decoded(frame(static_cast<command_id>(id), "414200000000"));
        EXPECT_EQ(id_of(value.body), static_cast<command_id>(id));
        EXPECT_EQ(std::get<unknown_pdu>(value.body).body, std::string("AB\0\0\0\0", 6));
    }
}

TEST(SmppCodec, TreatsTheStatusOfARequestAsZero) {
    const pdu value = decoded(frame(command_id::enquire_link, "", 9, 0x58));
    EXPECT_EQ(value.status, command_status::rok);
}

TEST(SmppCodec, KeepsVendorStatusNumbersOfResponses) {
    const pdu value = decoded(frame(command_id::submit_sm_resp, "", 9, 0x4A1));
    EXPECT_EQ(static_cast<uint32_t>(value.status), 0x4A1U);
}

TEST(SmppCodec, IgnoresTrailingOctetsOfHeaderOnlyPdus) {
    EXPECT_EQ(id_of(decoded(frame(command_id::unbind, "ff")).body), command_id::unbind);
    EXPECT_EQ(id_of(decoded(frame(command_id::enquire_link, "0000")).body), command_id::enquire_link);
}

TEST(SmppCodec, NamesTheFieldThatIsTooLong) {
    // source_addr of 21 characters.
    const std::string source = std::string(42, '3') + "00";
    const std::string raw = frame(command_id::submit_sm,
                                  "00"
                                  "0101" +
                                      source + "000000" + std::string(EMPTY_SUBMIT.substr(14)));
    const pdu_error error = error_of(raw);
    EXPECT_EQ(error.field, "source_addr");
    EXPECT_EQ(error.status, command_status::rinvsrcadr);
    EXPECT_EQ(error.severity, severity::recoverable);
    EXPECT_EQ(error.sequence_number, 7U);
    EXPECT_EQ(error.id, command_id::submit_sm);
    EXPECT_EQ(error.position, HEADER_SIZE + 3);
}

TEST(SmppCodec, AnswersAStringWithoutItsNulByTheFieldsOwnStatus) {
    EXPECT_EQ(error_of(frame(command_id::bind_transmitter, "414243")).status, command_status::rinvsysid);
    EXPECT_EQ(error_of(frame(command_id::bind_transmitter, "41004243")).status, command_status::rinvpaswd);
    EXPECT_EQ(error_of(frame(command_id::submit_sm,
                             "00"
                             "0000313233"))
                  .status,
              command_status::rinvsrcadr);
}

TEST(SmppCodec, RefusesAnSmLengthBeyondThePdu) {
    std::string body{EMPTY_SUBMIT};
    body.replace(body.size() - 2, 2, "10");
    const pdu_error error = error_of(frame(command_id::submit_sm, body + "4142"));
    EXPECT_EQ(error.status, command_status::rinvmsglen);
    EXPECT_EQ(error.field, "short_message");
}

TEST(SmppCodec, RefusesAPduThatEndsBeforeItsIntegers) {
    const pdu_error error = error_of(frame(command_id::submit_sm,
                                           "00"
                                           "000000"
                                           "000000"
                                           "00"));
    EXPECT_EQ(error.status, command_status::rinvcmdlen);
    EXPECT_EQ(error.field, "protocol_id");
}

TEST(SmppCodec, RefusesTimesThatAreNeitherEmptyNorSixteenLong) {
    const std::string before =
        "00"
        "000000"
        "000000"
        "000000";
    const std::string after =
        "00"
        "00000000"
        "00";
    const auto with_schedule = [&](std::string_view schedule) {
        return frame(command_id::submit_sm, before + to_hex(schedule) + "00" + after);
    };
    EXPECT_TRUE(decode(as_octets(with_schedule("020610233429000R"))).has_value());
    EXPECT_EQ(error_of(with_schedule("020610233429000")).status, command_status::rinvsched);
    EXPECT_EQ(error_of(with_schedule("020610233429000RX")).status, command_status::rinvsched);
}

TEST(SmppCodec, RefusesBrokenTlvsOfASubmit) {
    const std::string submit{EMPTY_SUBMIT};
    for (const auto* const tail : {"04", "0424", "042400", "04240002ff", "0424ffff"}) {
        SCOPED_TRACE(tail);
        EXPECT_EQ(error_of(frame(command_id::submit_sm, submit + tail)).status, command_status::rinvtlvstream);
    }
    EXPECT_TRUE(decode(as_octets(frame(command_id::submit_sm, submit + "04240000"))).has_value());
}

TEST(SmppCodec, BoundsTheNumberOfTlvs) {
    std::string tlvs;
    for (int i = 0; i < 256; ++i)
        tlvs += "14010000";
    const std::string submit{EMPTY_SUBMIT};
    EXPECT_EQ(std::get<submit_sm>(decoded(frame(command_id::submit_sm, submit + tlvs)).body).tlvs.size(), 256U);
    EXPECT_EQ(error_of(frame(command_id::submit_sm, submit + tlvs + "14010000")).status, command_status::rinvtlvstream);
}

TEST(SmppCodec, SalvagesAReceiptWhoseTlvsBreakOff) {
    std::string body{EMPTY_SUBMIT};
    body.replace(14, 2, "04");
    const pdu value = decoded(frame(command_id::deliver_sm, body + "0427000102"
                                                                   "001e0009"));
    EXPECT_TRUE(value.is_truncated);
    EXPECT_EQ(std::get<deliver_sm>(value.body).tlvs, (tlv_list{make_tlv8(tag::message_state, 2)}));

    body.replace(14, 2, "00");
    EXPECT_EQ(error_of(frame(command_id::deliver_sm, body + "001e0009")).status, command_status::rinvtlvstream);
}

TEST(SmppCodec, CompletesAResponseWhoseMessageIdHasNoNul) {
    const pdu value = decoded(frame(command_id::submit_sm_resp, "3432"));
    EXPECT_EQ(std::get<submit_sm_resp>(value.body).message_id, "42");
    EXPECT_TRUE(value.is_truncated);
}

TEST(SmppCodec, AcceptsAPositiveResponseWithoutABody) {
    const pdu value = decoded(frame(command_id::submit_sm_resp, ""));
    EXPECT_EQ(std::get<submit_sm_resp>(value.body), submit_sm_resp{});
    EXPECT_FALSE(value.is_truncated);
}

TEST(SmppCodec, DropsTheBodyOfARefusalThatDoesNotRead) {
    EXPECT_EQ(std::get<submit_sm_resp>(decoded(frame(command_id::submit_sm_resp, "41424344", 7, 8)).body),
              submit_sm_resp{});
    // 5.0: a body that reads to its end is kept.
    const pdu kept = decoded(frame(command_id::data_sm_resp,
                                   "00"
                                   "0425000102",
                                   7, 0xFE));
    EXPECT_EQ(std::get<data_sm_resp>(kept.body).tlvs, (tlv_list{make_tlv8(tag::delivery_failure_reason, 2)}));
}

TEST(SmppCodec, TakesLongCredentialsOnlyByOption) {
    bind request;
    request.system_id = std::string(16, 's');
    request.password = std::string(20, 'p');
    std::string out;
    const auto refused = encode({{}, 1}, &request, out);
    ASSERT_FALSE(refused.has_value());
    EXPECT_EQ(refused.error().status, command_status::rinvsysid);
    EXPECT_TRUE(out.empty());

    ASSERT_TRUE(encode({{}, 1}, &request, out, {.long_credentials = true}).has_value());
    EXPECT_EQ(error_of(out).status, command_status::rinvsysid);
    const auto accepted = decode(as_octets(out), {.long_credentials = true});
    ASSERT_TRUE(accepted.has_value());
    EXPECT_EQ(std::get<bind>(accepted->body), request);
}

TEST(SmppCodec, WillNotSendWhatTheSpecificationForbids) {
    const auto refusal = [](auto change) {
        submit_sm message;
        change(message);
        std::string out = "kept";
        const auto result = encode({{}, 3}, &message, out);
        if (!result) {
            EXPECT_EQ(out, "kept");
        }
        return result ? command_status::rok : result.error().status;
    };
    EXPECT_EQ(refusal([](auto& m) { m.service_type = "sixsix"; }), command_status::rinvsertyp);
    EXPECT_EQ(refusal([](auto& m) { m.source.addr = std::string(21, '1'); }), command_status::rinvsrcadr);
    EXPECT_EQ(refusal([](auto& m) { m.destination.addr = std::string(21, '1'); }), command_status::rinvdstadr);
    EXPECT_EQ(refusal([](auto& m) { m.destination.addr = std::string("1\0002", 3); }), command_status::rinvdstadr);
    EXPECT_EQ(refusal([](auto& m) { m.validity_period = "0"; }), command_status::rinvexpiry);
    EXPECT_EQ(refusal([](auto& m) { m.short_message = std::string(256, 'x'); }), command_status::rinvmsglen);
    EXPECT_EQ(refusal([](auto& m) { m.tlvs = {{1, std::string(65536, 'x')}}; }), command_status::rinvtlvlen);
    EXPECT_EQ(refusal([](auto& m) { m.tlvs = {{1, std::string(65535, 'x')}}; }), command_status::rok);
}

TEST(SmppCodec, SendsARefusalAsABareHeader) {
    const pdu value{command_status::rsyserr, 5, submit_sm_resp{"id", {make_tlv8(tag::dpf_result, 1)}}};
    EXPECT_EQ(encoded(value).size(), HEADER_SIZE);
}

TEST(SmppCodec, LeavesOutTlvsThatThePeersVersionDoesNotKnow) {
    submit_sm message;
    message.tlvs = {make_tlv8(tag::congestion_state, 5),
                    make_tlv16(tag::user_message_reference, 7),
                    {tag::billing_identification, "x"},
                    {0x1401, "v"}};
    const auto tags_for = [&](uint8_t version) {
        std::vector<uint16_t> tags;
        const auto raw = encoded({{}, 1, message}, {.interface_version = version});
        for (const auto& parameter : std::get<submit_sm>(decoded(raw).body).tlvs)
            tags.push_back(parameter.tag);
        return tags;
    };
    EXPECT_THAT(tags_for(0x33), testing::IsEmpty());
    EXPECT_THAT(tags_for(0x34), testing::ElementsAre(tag::user_message_reference, 0x1401));
    EXPECT_THAT(tags_for(0x50), testing::SizeIs(4));
}

}  // namespace kaskad::smpp
