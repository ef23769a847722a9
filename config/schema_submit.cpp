#include "config/key.hpp"
#include "config/schema.hpp"
#include "engine/facts/command.hpp"

// What a [[link]] says of its submit_sm besides text and receipt: addresses, priority, parameters of the operator.

namespace kaskad::config {

namespace {

using k = keys_of<written_link>;
using l = written_link;

constexpr size_t RULES_MAX = 64;
constexpr size_t TLVS_MAX = 16;
constexpr size_t TLV_OCTETS_MAX = 255;
constexpr size_t SERVICE_TYPE_LENGTH_MAX = 5;  // SMPP 3.4 §5.2.11
constexpr int64_t ADDRESS_LENGTH_MAX = 20;     // §5.2.8
constexpr int64_t TON_MAX = 6;                 // §5.2.5
constexpr int64_t NPI_MAX = 18;                // §5.2.6
constexpr int64_t PRIORITY_MAX = 3;            // §5.2.14

section<written_address_rule> rule_section(std::string doc) {
    using r = written_address_rule;
    using rule = keys_of<r>;
    using enum smpp::address_form;
    return {
        std::move(doc),
        {
            rule::text(
                "form", &r::form,
                choice_form<smpp::address_form>({{"any", any}, {"numeric", numeric}, {"alphanumeric", alphanumeric}}),
                "Of digits only, or with something else in it."),
            rule::text("prefix", &r::prefix, text_form({0, ADDRESS_LENGTH_MAX}), "How it begins, without \"+\"."),
            rule::whole("length_min", &r::length_min, {0, ADDRESS_LENGTH_MAX}, "The fewest characters."),
            rule::whole("length_max", &r::length_max, {0, ADDRESS_LENGTH_MAX}, "The most. 0 = any number."),
            rule::required(rule::whole("ton", &r::ton, {0, TON_MAX},
                                       "Type of number: 0 unknown, 1 international, 2 national, 3 network specific, "
                                       "4 subscriber, 5 alphanumeric, 6 abbreviated.")),
            rule::required(rule::whole("npi", &r::npi, {0, NPI_MAX},
                                       "Numbering plan: 0 unknown, 1 E.164, 8 national, 9 private.")),
        }};
}

section<written_tlv> tlv_section() {
    using t = written_tlv;
    using tlv = keys_of<t>;
    return {"An optional parameter in every submit_sm, as India's 0x1400 for the sender's entity.",
            {
                tlv::required(tlv::whole("tag", &t::tag, {1, 0xFFFF}, "Its tag, as 0x1400.")),
                tlv::without_default(tlv::text("text", &t::value, text_form({0, TLV_OCTETS_MAX}),
                                               "Its value as text, without a NUL behind it.")),
                tlv::without_default(tlv::text("hex", &t::value, hex_form(TLV_OCTETS_MAX), "Or its octets.")),
            }};
}

std::vector<key<l>> address_keys() {
    return {
        k::whole("source_ton_numeric", &l::source_ton_numeric, {0, TON_MAX},
                 "Type of number of a numeric sender. 1 = international."),
        k::whole("source_npi_numeric", &l::source_npi_numeric, {0, NPI_MAX},
                 "Numbering plan of a numeric sender. 1 = E.164."),
        k::whole("destination_ton", &l::destination_ton, {0, TON_MAX}, "Type of number of the recipient."),
        k::whole("destination_npi", &l::destination_npi, {0, NPI_MAX}, "Numbering plan of the recipient."),
        k::tables({"source", RULES_MAX}, &l::written_source_rules,
                  rule_section("Type of number and numbering plan of senders of a form. The first that fits counts; "
                               "without one, source_ton_numeric and source_npi_numeric, and 5 and 0 for names.")),
        k::tables({"destination", RULES_MAX}, &l::written_destination_rules,
                  rule_section("The same of recipients; without one, destination_ton and destination_npi.")),
    };
}

std::vector<key<l>> priority_keys() {
    constexpr auto DOC = "priority_flag of its messages. 0 = lowest.";
    return {
        k::whole("priority_otp", &l::priority_otp, {0, PRIORITY_MAX}, DOC),
        k::whole("priority_transactional", &l::priority_transactional, {0, PRIORITY_MAX}, DOC),
        k::whole("priority_service", &l::priority_service, {0, PRIORITY_MAX}, DOC),
        k::whole("priority_marketing", &l::priority_marketing, {0, PRIORITY_MAX}, DOC),
    };
}

}  // namespace

std::vector<key<l>> submit_keys() {
    auto keys = address_keys();
    keys.push_back(k::text("service_type", &l::service_type, text_form({0, SERVICE_TYPE_LENGTH_MAX}),
                           "Only where the operator asks for one, as \"CMT\"."));
    for (auto& key : priority_keys())
        keys.push_back(std::move(key));
    keys.push_back(k::list({"message_tlvs", TLVS_MAX}, &l::message_tlvs, vendor_tag_form(),
                           "Parameters that clients may give with a message (tlvs) and that go along over this link; "
                           "they take the place of the link's own of the same tag."));
    keys.push_back(k::tables({"tlv", TLVS_MAX}, &l::written_tlvs, tlv_section()));
    return keys;
}

}  // namespace kaskad::config
