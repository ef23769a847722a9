#include "config/key.hpp"
#include "config/schema.hpp"

// [[client.account]]: the ids that a client is told, and what its receipts look like.

namespace kaskad::config {

std::vector<key<written_account>> dialect_keys() {
    using k = keys_of<written_account>;
    using a = written_account;
    using ids = facts::message_id_form;
    using dates = facts::receipt_date_form;
    using err = facts::receipt_err_source;
    using counts = facts::receipt_counting;
    using pdu = facts::receipt_pdu_kind;
    return {
        k::text(
            "message_ids", &a::id_form,
            choice_form<ids>({{"decimal", ids::plain}, {"hex", ids::hexadecimal}, {"decimal10", ids::short_decimal}}),
            "How ids are written in answers and receipts: up to 19 decimal digits; 16 hexadecimal ones; or ten "
            "decimal ones, for programs that hold no more, which begin again after four thousand million messages. "
            "Sessions of SMPP 3.3 always get eight hexadecimal digits."),
        k::text("receipt_zone", &a::receipt_zone, zone_form(),
                "The time zone of the dates in its receipts, as \"Europe/Berlin\". Empty: UTC."),
        k::text("receipt_dates", &a::receipt_date,
                choice_form<dates>({{"minutes", dates::minutes}, {"seconds", dates::seconds}}),
                "Dates end with the minute (YYMMDDhhmm) or with the second (YYMMDDhhmmss)."),
        k::text("receipt_err", &a::receipt_err,
                choice_form<err>({{"reason", err::reason}, {"operator", err::operator_}}),
                "err: is the number of our reason, or what the operator sent, where it sent any."),
        k::text("receipt_counts", &a::receipt_counts,
                choice_form<counts>({{"message", counts::message}, {"parts", counts::parts}}),
                "sub: and dlvrd: count the message, 001 and 001 or 000, or its parts."),
        k::text("receipt_pdu", &a::receipt_pdu,
                choice_form<pdu>({{"deliver_sm", pdu::deliver_sm}, {"data_sm", pdu::data_sm}}),
                "Receipts come as this PDU; as data_sm to SMPP 3.4 and later only."),
        k::flag("receipt_without_tlvs", &a::receipt_without_tlvs,
                "true: no receipted_message_id, message_state, user_message_reference."),
        k::without_default(
            k::text("receipt_network_tag", &a::receipt_network_tag, vendor_tag_form(),
                    "Tag of a TLV with the recipient's network, MCC and MNC as a C-octet string. Absent: "
                    "none.")),
        k::without_default(k::text("receipt_parts_tag", &a::receipt_parts_tag, vendor_tag_form(),
                                   "Tag of a TLV with the number of parts that are charged, one octet. Absent: none.")),
        k::without_default(k::text("receipt_price_tag", &a::receipt_price_tag, vendor_tag_form(),
                                   "Tag of a TLV with what the message costs and the currency, \"0.08 EUR\", as a "
                                   "C-octet string. Absent: none.")),
        k::without_default(k::text("receipt_via_tag", &a::receipt_via_tag, vendor_tag_form(),
                                   "Tag of a TLV with the channels over which the message arrived, \"viber,sms\", as a "
                                   "C-octet string. Absent: none.")),
    };
}

}  // namespace kaskad::config
