#include "gateway/clients/message_form.hpp"

namespace kaskad::gateway::clients {

// SMPP 3.4 §4.7.1: what data_sm has no field for is as if it were NULL; its text and its times are TLVs.
smpp::submit_sm as_submit(const smpp::data_sm& request) {
    smpp::submit_sm made;
    made.service_type = request.service_type;
    made.source = request.source;
    made.destination = request.destination;
    made.esm_class = request.esm_class;
    made.registered_delivery = request.registered_delivery;
    made.data_coding = request.data_coding;
    made.tlvs = request.tlvs;
    return made;
}

smpp::submit_sm as_submit(const smpp::submit_multi& request, const smpp::address& destination) {
    return {.service_type = request.service_type,
            .source = request.source,
            .destination = destination,
            .esm_class = request.esm_class,
            .protocol_id = request.protocol_id,
            .priority_flag = request.priority_flag,
            .schedule_delivery_time = request.schedule_delivery_time,
            .validity_period = request.validity_period,
            .registered_delivery = request.registered_delivery,
            .replace_if_present_flag = request.replace_if_present_flag,
            .data_coding = request.data_coding,
            .sm_default_msg_id = request.sm_default_msg_id,
            .short_message = request.short_message,
            .tlvs = request.tlvs};
}

}  // namespace kaskad::gateway::clients
