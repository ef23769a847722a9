#include "smpp/request_check.hpp"

#include "smpp/codec.hpp"
#include "smpp/version.hpp"

#include <gtest/gtest.h>

namespace kaskad::smpp {

namespace {

constexpr request_check TOLERANT{VERSION_34, false};
constexpr request_check STRICT{VERSION_34, true};

submit_sm message() {
    submit_sm made;
    made.source = {ton::ALPHANUMERIC, npi::UNKNOWN, "ACME"};
    made.destination = {ton::INTERNATIONAL, npi::E164, "491511234567"};
    return made;
}

template <typename Change>
command_status status_with(Change change, const request_check& check) {
    submit_sm made = message();
    change(made);
    const auto fault = find_request_fault(made, check);
    return fault ? fault->status : command_status::rok;
}

}  // namespace

TEST(SmppRequestCheck, EachStrictFaultHasTheStatusOfItsField) {
    struct row {
        command_status status;
        void (*change)(submit_sm&);
    };
    const row rows[] = {
        {command_status::rok, [](submit_sm&) {}},
        {command_status::rinvsrcton, [](submit_sm& m) { m.source.ton = 7; }},
        {command_status::rinvsrcnpi, [](submit_sm& m) { m.source.npi = 2; }},
        {command_status::rinvdstton, [](submit_sm& m) { m.destination.ton = 7; }},
        {command_status::rinvdstnpi, [](submit_sm& m) { m.destination.npi = 19; }},
        {command_status::rinvprtflg, [](submit_sm& m) { m.priority_flag = 4; }},
        {command_status::rinvregdlvflg, [](submit_sm& m) { m.registered_delivery = 3; }},
        {command_status::rinvrepflag, [](submit_sm& m) { m.replace_if_present_flag = 2; }},
        {command_status::rinvdftmsgid, [](submit_sm& m) { m.sm_default_msg_id = 255; }},
        {command_status::rinvmsglen, [](submit_sm& m) { m.short_message = std::string(255, 'x'); }},
        {command_status::rinvtlvval, [](submit_sm& m) { m.tlvs = {make_tlv8(tag::sar_total_segments, 0)}; }},
        {command_status::rtlvnotallwd,
         [](submit_sm& m) {
             m.short_message = "x";
             m.tlvs = {{tag::message_payload, "y"}};
         }},
    };
    for (const auto& row : rows) {
        EXPECT_EQ(status_with(row.change, STRICT), row.status);
        EXPECT_EQ(status_with(row.change, TOLERANT), command_status::rok) << "a tolerant server passes it on";
    }
}

// registered_delivery 0x20 is a misread bit, esm_class and data_coding hold what handsets and carriers make of them.
TEST(SmppRequestCheck, BitsThatMeanNothingAreNoFault) {
    EXPECT_EQ(status_with(
                  [](submit_sm& m) {
                      m.registered_delivery = 0xE1;
                      m.esm_class = 0xFF;
                      m.data_coding = 0xFF;
                      m.protocol_id = 0xFF;
                      m.service_type = "smscsim";
                      m.tlvs = {{0x1401, "vendor"}, {0x4001, ""}, make_tlv8(tag::dest_addr_subunit, 0xFF)};
                  },
                  STRICT),
              command_status::rok);
}

TEST(SmppRequestCheck, WhatCannotBeCarriedOutIsRefusedByAll) {
    for (const auto& check : {TOLERANT, STRICT}) {
        EXPECT_EQ(status_with([](submit_sm& m) { m.destination.addr.clear(); }, check), command_status::rinvdstadr);
        EXPECT_EQ(status_with([](submit_sm& m) { m.source = {}; }, check), command_status::rok);
        EXPECT_EQ(status_with(
                      [](submit_sm& m) {
                          m.tlvs = {{tag::source_port, "x"}};
                      },
                      check),
                  command_status::rinvtlvlen);
        data_sm data;
        data.destination = message().destination;
        EXPECT_EQ(find_request_fault(data, check),
                  (request_fault{command_status::rmissingtlv, "message_payload", pdu_fault::missing_tlv}));
        EXPECT_EQ(find_request_fault(submit_multi{}, check)->status, command_status::rinvnumdests);
        EXPECT_EQ(find_request_fault(broadcast_sm{}, check)->field, "broadcast_area_identifier");
        // All of the source's undelivered messages to anyone.
        EXPECT_EQ(find_request_fault(cancel_sm{}, check), std::nullopt);
    }
}

TEST(SmppRequestCheck, TheFirstFaultOnTheWireWins) {
    submit_sm made = message();
    made.source.ton = 9;
    made.destination.addr.clear();
    made.priority_flag = 9;
    EXPECT_EQ(find_request_fault(made, STRICT),
              (request_fault{command_status::rinvsrcton, "source_addr_ton", pdu_fault::value_out_of_range}));
    EXPECT_EQ(find_request_fault(made, TOLERANT)->field, "destination_addr");
}

TEST(SmppRequestCheck, EveryDestinationOfAMultiIsJudged) {
    submit_multi multi;
    multi.destinations = {distribution_list{"friends"}, message().destination, address{7, 0, "1"}};
    EXPECT_EQ(find_request_fault(multi, STRICT)->status, command_status::rinvdstton);
    EXPECT_EQ(find_request_fault(multi, TOLERANT), std::nullopt);
}

}  // namespace kaskad::smpp
