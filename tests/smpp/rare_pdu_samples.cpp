#include "pdu_samples.hpp"
#include "smpp/time_format.hpp"
#include "smpp/tlv_rule.hpp"

#include <algorithm>
#include <cstdint>
#include <utility>

namespace kaskad::smpp {

namespace {

const address SENDER{ton::ALPHANUMERIC, npi::UNKNOWN, "ACME"};
const address RECIPIENT{ton::INTERNATIONAL, npi::E164, "491511234567"};
const address HANDSET{ton::NATIONAL, npi::NATIONAL, std::string(64, '7')};
const std::string LONGEST_ID(64, 'f');

using samples = std::vector<pdu_sample>;

void add(samples& list, std::string name, pdu_body body, command_status status = command_status::rok) {
    list.push_back({std::move(name), {status, static_cast<uint32_t>(0x80000000U + list.size()), std::move(body)}});
}

void add_multis(samples& list) {
    submit_multi multi;
    multi.service_type = "CMT";
    multi.source = SENDER;
    multi.destinations = {RECIPIENT, distribution_list{"friends"}, address{ton::NATIONAL, npi::E164, "151"},
                          distribution_list{"twenty characters!!!"}};
    multi.priority_flag = 1;
    multi.schedule_delivery_time = format_absolute(SAMPLE_SCHEDULE_UTC_MS, 4);
    multi.registered_delivery = 1;
    multi.short_message = "to many";
    add(list, "submit_multi", multi);
    multi.destinations.assign(254, RECIPIENT);
    multi.short_message.clear();
    multi.tlvs = {{tag::message_payload, "as a payload"}};
    add(list, "submit_multi to 254", multi);

    submit_multi_resp response{"42", {}, {}};
    add(list, "submit_multi_resp", response);
    response.unsuccess_smes = {{RECIPIENT, command_status::rinvdstadr},
                               {{ton::NATIONAL, npi::E164, "151"}, static_cast<command_status>(0x400)}};
    add(list, "submit_multi_resp with failures", response);
    add(list, "submit_multi_resp refused", submit_multi_resp{}, command_status::rinvnumdests);
}

void add_ancillary(samples& list) {
    add(list, "query_sm", query_sm{LONGEST_ID, SENDER});
    add(list, "query_sm empty", query_sm{});
    add(list, "query_sm_resp", query_sm_resp{"42", "", 1, 0});
    add(list, "query_sm_resp final", query_sm_resp{"42", format_absolute(SAMPLE_SCHEDULE_UTC_MS, 4), 5, 27});
    add(list, "query_sm_resp refused", query_sm_resp{}, command_status::rqueryfail);
    add(list, "cancel_sm", cancel_sm{"VMA", "42", SENDER, RECIPIENT});
    add(list, "cancel_sm_resp", cancel_sm_resp{});
    add(list, "cancel_sm_resp refused", cancel_sm_resp{}, command_status::rcancelfail);
    replace_sm replace{"42", SENDER, format_absolute(SAMPLE_SCHEDULE_UTC_MS, 4), "", 1, 3, "another text", {}};
    add(list, "replace_sm", replace);
    replace.short_message.clear();
    replace.tlvs = {{tag::message_payload, std::string(300, 'r')}};
    add(list, "replace_sm message_payload", replace);
    add(list, "replace_sm_resp", replace_sm_resp{});
    add(list, "replace_sm_resp refused", replace_sm_resp{}, command_status::rreplacefail);
    add(list, "alert_notification", alert_notification{HANDSET, SENDER, {}});
    add(list, "alert_notification with TLV",
        alert_notification{RECIPIENT, HANDSET, {make_tlv8(tag::ms_availability_status, 2)}});
    add(list, "outbind", outbind{"SMSC", "secret"});
}

void add_broadcasts(samples& list) {
    const tlv area{tag::broadcast_area_identifier, std::string("\x00"
                                                               "Berlin",
                                                               7)};
    const tlv other_area{tag::broadcast_area_identifier, std::string("\x00"
                                                                     "Hamburg",
                                                                     8)};
    broadcast_sm broadcast;
    broadcast.service_type = "CBS";
    broadcast.source = SENDER;
    broadcast.message_id = "42";
    broadcast.priority_flag = 4;
    broadcast.schedule_delivery_time = format_absolute(SAMPLE_SCHEDULE_UTC_MS, 4);
    broadcast.replace_if_present_flag = 1;
    broadcast.sm_default_msg_id = 255;
    // tshark reads one octet of broadcast_rep_num too few: it stands last.
    broadcast.tlvs = {area,
                      other_area,
                      {tag::broadcast_content_type, std::string("\x01\x00\x10", 3)},
                      {tag::broadcast_frequency_interval, std::string("\x08\x00\x0a", 3)},
                      {tag::message_payload, "a storm is coming"},
                      make_tlv16(tag::broadcast_rep_num, 3)};
    add(list, "broadcast_sm", broadcast);
    add(list, "broadcast_sm_resp", broadcast_sm_resp{"42", {make_tlv32(tag::broadcast_error_status, 0x10D), area}});
    add(list, "query_broadcast_sm",
        query_broadcast_sm{"42", SENDER, {make_tlv16(tag::user_message_reference, 0x1234)}});
    add(list, "query_broadcast_sm_resp",
        query_broadcast_sm_resp{"42",
                                {make_tlv8(tag::message_state, 2), area, make_tlv8(tag::broadcast_area_success, 100),
                                 other_area, make_tlv8(tag::broadcast_area_success, 255)}});
    add(list, "cancel_broadcast_sm", cancel_broadcast_sm{"CBS", "42", SENDER, {}});
    add(list, "cancel_broadcast_sm_resp", cancel_broadcast_sm_resp{});
    add(list, "cancel_broadcast_sm_resp refused", cancel_broadcast_sm_resp{}, command_status::rbcastcancelfail);
}

tlv sample_tlv(uint16_t tag) {
    const tlv_rule& rule = *find_tlv_rule(tag);
    if (rule.kind == tlv_kind::c_octet_string) return make_text_tlv(tag, "a text");
    // tshark wants the NUL that 5.0 does not.
    if (tag == tag::broadcast_end_time) return make_text_tlv(tag, format_absolute(SAMPLE_SCHEDULE_UTC_MS, 4));
    if (rule.kind == tlv_kind::octet_string) return {tag, std::string(std::min<size_t>(rule.length_max, 17), '1')};
    tlv made{tag, std::string(rule.length_min, '\x01')};
    if (!made.value.empty()) made.value.back() = 2;
    return made;
}

// With a TLV behind that shows where the reader stands.
void add_every_tlv(samples& list) {
    for (uint16_t tag = 0; tag < 0x1400; ++tag) {
        const auto* const rule = find_tlv_rule(tag);
        if (rule == nullptr || tag == tag::broadcast_rep_num) continue;
        submit_sm message;
        message.source = SENDER;
        message.destination = RECIPIENT;
        message.tlvs = {sample_tlv(tag)};
        for (const uint16_t companion : {tag::sar_msg_ref_num, tag::sar_total_segments, tag::sar_segment_seqnum})
            if (tag >= tag::sar_msg_ref_num && tag <= tag::sar_segment_seqnum && tag != companion &&
                tag != tag::language_indicator)
                message.tlvs.push_back(sample_tlv(companion));
        if (tag == tag::source_network_id) message.tlvs.push_back(sample_tlv(tag::source_node_id));
        if (tag == tag::dest_network_id) message.tlvs.push_back(sample_tlv(tag::dest_node_id));
        if (tag == tag::dest_addr_np_resolution) {
            message.tlvs.push_back(sample_tlv(tag::dest_addr_np_information));
            message.tlvs.push_back(sample_tlv(tag::dest_addr_np_country));
        }
        message.tlvs.push_back({0x1401, "behind"});
        add(list, "submit_sm with " + std::string{rule->name}, message);
    }
}

}  // namespace

std::vector<pdu_sample> rare_pdu_samples() {
    samples list;
    add_multis(list);
    add_ancillary(list);
    add_broadcasts(list);
    add_every_tlv(list);
    return list;
}

}  // namespace kaskad::smpp
