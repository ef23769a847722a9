#include "pdu_samples.hpp"

#include "smpp/receipt.hpp"
#include "smpp/segmentation.hpp"
#include "smpp/time_format.hpp"

namespace kaskad::smpp {

namespace {

const address SENDER{ton::ALPHANUMERIC, npi::UNKNOWN, "ACME"};
const address RECIPIENT{ton::INTERNATIONAL, npi::E164, "491511234567"};

submit_sm message() {
    submit_sm made;
    made.source = SENDER;
    made.destination = RECIPIENT;
    made.registered_delivery = registered::FINAL;
    made.short_message = "Hello";
    return made;
}

class sample_list {
  public:
    void add(std::string name, pdu_body body, command_status status = command_status::rok) {
        const auto number = static_cast<uint32_t>(samples_.size() + 1);
        samples_.push_back({std::move(name), {status, number, std::move(body)}});
    }

    void add_text(const std::string& name, const std::string& text, const segment_options& options = {}) {
        const auto parts = segment(text, options);
        for (size_t i = 0; parts && i < parts->parts.size(); ++i) {
            submit_sm made = message();
            made.data_coding = parts->data_coding;
            made.short_message = parts->parts[i].short_message();
            if (parts->parts[i].has_udh()) made.esm_class |= esm::UDHI;
            add(name + " part " + std::to_string(i + 1), made);
        }
    }

    std::vector<pdu_sample> take() { return std::move(samples_); }

  private:
    std::vector<pdu_sample> samples_;
};

void add_session_pdus(sample_list& list) {
    for (const auto type : {bind_type::receiver, bind_type::transmitter, bind_type::transceiver}) {
        const std::string name = std::string{command_name(request_id(type))};
        list.add(name, bind{type, "kaskad", "secret", "VMA", 0x34, 1, 1, "^4915"});
        list.add(name + " empty", bind{type, "", "", "", 0x50, 0, 0, ""});
        list.add(name + "_resp", bind_resp{type, "SMSC", {make_tlv8(tag::sc_interface_version, 0x34)}});
        list.add(name + "_resp 3.3", bind_resp{type, "SMSC", {}});
        list.add(name + "_resp refused", bind_resp{type, {}, {}}, command_status::rinvpaswd);
    }
    list.add("unbind", unbind{});
    list.add("unbind_resp", unbind_resp{});
    list.add("enquire_link", enquire_link{});
    list.add("enquire_link_resp", enquire_link_resp{});
    list.add("generic_nack", generic_nack{}, command_status::rinvcmdid);
}

void add_submits(sample_list& list) {
    list.add("submit_sm", message());
    submit_sm full = message();
    full.service_type = "CMT";
    full.esm_class = 0x83;
    full.protocol_id = 0x41;
    full.priority_flag = 3;
    full.schedule_delivery_time = format_absolute(SAMPLE_SCHEDULE_UTC_MS, 4);
    full.validity_period = format_relative(90'061'000);
    full.registered_delivery = registered::FAILURE_ONLY | registered::INTERMEDIATE | 0x04;
    full.replace_if_present_flag = 1;
    full.sm_default_msg_id = 7;
    full.short_message = std::string("\0\x01\x1b\x65\x7f", 5);
    list.add("submit_sm all fields", full);

    submit_sm longest = message();
    longest.source.addr = "12345678901234567890";
    longest.destination.addr = "12345678901234567890";
    longest.short_message = std::string(255, 'x');
    list.add("submit_sm longest fields", longest);
    submit_sm empty;
    list.add("submit_sm empty", empty);
}

void add_tlvs(sample_list& list) {
    submit_sm payload = message();
    payload.short_message.clear();
    payload.tlvs = {{tag::message_payload, std::string(3000, 'p')}};
    list.add("submit_sm message_payload", payload);
    payload.tlvs = {{tag::message_payload, std::string(60000, 'q')}};
    list.add("submit_sm message_payload 60000", payload);

    submit_sm many = message();
    many.tlvs = {make_tlv16(tag::user_message_reference, 0x1234),
                 make_tlv16(tag::sar_msg_ref_num, 9),
                 make_tlv8(tag::sar_total_segments, 2),
                 make_tlv8(tag::sar_segment_seqnum, 1),
                 make_tlv8(tag::more_messages_to_send, 1),
                 make_tlv32(tag::qos_time_to_live, 3600),
                 {0x1401, "vendor"},
                 {0x3FFF, ""},
                 {tag::callback_num, std::string("\x01\x00\x09"
                                                 "4915112345",
                                                 13)}};
    list.add("submit_sm many TLVs", many);
}

void add_texts(sample_list& list) {
    list.add_text("latin", "Ihr Code ist 123456");
    list.add_text("extension", "{[~]} costs 5 \xE2\x82\xAC");
    list.add_text("cyrillic", "\xD0\x9F\xD1\x80\xD0\xB8\xD0\xB2\xD0\xB5\xD1\x82");
    list.add_text("emoji", "done \xF0\x9F\x98\x80");
    list.add_text("long latin", std::string(400, 'a'), {{.width = reference_width::bits_8}, 0x42});
    list.add_text("long latin 16", std::string(400, 'b'), {{.width = reference_width::bits_16}, 0x1234});
    std::string emojis;
    for (int i = 0; i < 80; ++i)
        emojis += "\xF0\x9F\x98\x80";
    list.add_text("long emoji", emojis, {{.width = reference_width::bits_8}, 255});
    list.add_text("long emoji 16", emojis, {{.width = reference_width::bits_16}, 0xFFFE});
}

void add_responses(sample_list& list) {
    list.add("submit_sm_resp", submit_sm_resp{"812FC7470000001B", {}});
    list.add("submit_sm_resp with TLV", submit_sm_resp{"7", {make_tlv8(tag::congestion_state, 90)}});
    for (const auto status : {command_status::rthrottled, command_status::rmsgqful, static_cast<command_status>(0x400)})
        list.add("submit_sm_resp refused", submit_sm_resp{}, status);
    list.add("deliver_sm_resp", deliver_sm_resp{});
    list.add("deliver_sm_resp refused", deliver_sm_resp{}, command_status::rx_t_appn);
    list.add("data_sm_resp", data_sm_resp{"abc", {}});
    list.add("data_sm_resp refused", data_sm_resp{}, command_status::rdeliveryfailure);
}

void add_deliveries(sample_list& list) {
    for (const auto state : {message_state::enroute, message_state::delivered, message_state::undeliverable}) {
        receipt_facts facts;
        facts.id = "0489708364";
        facts.state = state;
        facts.error_number = state == message_state::undeliverable ? 27 : 0;
        facts.submit_utc_ms = 1'767'225'600'000;
        facts.done_utc_ms = 1'767'225'665'000;
        facts.text = "Ihr Code ist 123456 und noch mehr";
        facts.source = RECIPIENT;
        facts.destination = SENDER;
        facts.is_intermediate = state == message_state::enroute;
        if (state == message_state::undeliverable) facts.network_code = 27;
        list.add("receipt " + std::string{to_string(state)}, build_receipt(facts));
    }
    deliver_sm handset;
    handset.source = RECIPIENT;
    handset.destination = {ton::ABBREVIATED, npi::UNKNOWN, "40404"};
    handset.short_message = "STOP";
    list.add("deliver_sm", handset);

    data_sm data;
    data.service_type = "WAP";
    data.source = SENDER;
    data.destination = RECIPIENT;
    data.registered_delivery = registered::FINAL;
    data.data_coding = data_coding::BINARY;
    data.tlvs = {{tag::message_payload, std::string("\x01\x02\x00\xFF", 4)}};
    list.add("data_sm", data);
}

}  // namespace

std::vector<pdu_sample> pdu_samples() {
    sample_list list;
    add_session_pdus(list);
    add_submits(list);
    add_tlvs(list);
    add_texts(list);
    add_responses(list);
    add_deliveries(list);
    auto samples = list.take();
    for (auto& rare : rare_pdu_samples())
        samples.push_back(std::move(rare));
    return samples;
}

}  // namespace kaskad::smpp
