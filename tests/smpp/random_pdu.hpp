#pragma once

#include "smpp/field_lists.hpp"
#include "smpp/tlv_rule.hpp"

#include <algorithm>
#include <random>
#include <string>
#include <utility>

// PDUs with random contents that SMPP 5.0 allows, for properties: every field up to its limit, every TLV of the tables
// and some of vendors.

namespace kaskad::smpp {

class random_pdu {
  public:
    explicit random_pdu(uint64_t seed) : random_{seed} {}

    pdu next() {
        constexpr size_t KINDS = std::variant_size_v<pdu_body>;
        pdu made;
        made.sequence_number = static_cast<uint32_t>(random_());
        fill_alternative(made.body, below(KINDS), std::make_index_sequence<KINDS>{});
        return made;
    }

    // A valid value of the tag.
    tlv parameter(const tlv_rule& rule) {
        const size_t length = rule.is_length_either ? either(rule.length_min, rule.length_max)
                                                    : between(rule.length_min, rule.length_max);
        if (rule.kind == tlv_kind::c_octet_string) return make_text_tlv(rule.tag, text(length - 1));
        if (rule.kind == tlv_kind::octet_string) return {rule.tag, octets(std::min<size_t>(length, 300))};
        const uint64_t width_max = (uint64_t{1} << (8 * length)) - 1;
        const auto number = between(rule.value_min, std::min<uint64_t>(rule.value_max, width_max));
        std::string value;
        for (size_t i = length; i-- > 0;)
            value.push_back(static_cast<char>(number >> (8 * i)));
        return {rule.tag, value};
    }

  private:
    size_t below(size_t limit) { return random_() % limit; }
    uint64_t between(uint64_t least, uint64_t most) { return least + random_() % (most - least + 1); }
    size_t either(size_t left, size_t right) { return below(2) == 0 ? left : right; }
    // Often empty or full, else anything between.
    size_t length_up_to(size_t most) { return below(4) == 0 ? either(0, most) : below(most + 1); }

    std::string text(size_t length) {
        std::string made(length, '\0');
        std::ranges::generate(made, [this] { return static_cast<char>(1 + below(255)); });
        return made;
    }
    std::string octets(size_t length) {
        std::string made(length, '\0');
        std::ranges::generate(made, [this] { return static_cast<char>(random_()); });
        return made;
    }

    template <size_t... Index>
    void fill_alternative(pdu_body& body, size_t wanted, std::index_sequence<Index...>) {
        ((Index == wanted ? fill(body.emplace<Index>()) : void()), ...);
    }

    void fill(unknown_pdu& body) { body = {static_cast<command_id>(0x00010200 + below(256)), octets(below(50))}; }

    template <typename Body>
    void fill(Body& body) {
        if constexpr (requires { body.type; }) {
            constexpr bind_type TYPES[] = {bind_type::receiver, bind_type::transmitter, bind_type::transceiver};
            body.type = TYPES[below(3)];
        }
        fields::for_each<Body>([&](const auto& field) { fill_field(body, field); });
        // A text stands in one place.
        if constexpr (requires { body.short_message; })
            if (find_tlv(body.tlvs, tag::message_payload) != nullptr) body.short_message.clear();
    }

    template <typename Body>
    void fill_field(Body& body, const fields::octet<Body>& field) {
        do
            body.*field.member = static_cast<uint8_t>(random_());
        while (field.limit.is_broken_by(body.*field.member, VERSION_50));
    }
    // C-octet strings and credentials.
    template <typename Body, typename Field>
    void fill_field(Body& body, const Field& field) {
        body.*field.member = text(length_up_to(field.size_max - 1));
    }
    template <typename Body>
    void fill_field(Body& body, const fields::time<Body>& field) {
        body.*field.member = text(either(0, 16));
    }
    template <typename Body>
    void fill_field(Body& body, const fields::address<Body>& field) {
        body.*field.member = random_address(field.size_max - 1);
    }
    template <typename Body>
    void fill_field(Body& body, const fields::dest_addresses<Body>& field) {
        for (size_t i = 1 + length_up_to(254); i-- > 0;) {
            if (below(4) == 0)
                (body.*field.member).emplace_back(distribution_list{text(length_up_to(20))});
            else
                (body.*field.member).emplace_back(random_address(20));
        }
    }
    template <typename Body>
    void fill_field(Body& body, const fields::unsuccess_smes<Body>& field) {
        for (size_t i = length_up_to(255); i-- > 0;)
            (body.*field.member).push_back({random_address(20), static_cast<command_status>(random_())});
    }
    template <typename Body>
    void fill_field(Body& body, const fields::short_message<Body>& field) {
        body.*field.member = octets(length_up_to(255));
    }
    template <typename Body>
    void fill_field(Body& body, const fields::tlvs<Body>& field) {
        tlv_list& list = body.*field.member;
        for (const uint16_t tag : field.required)
            if (tag != 0) list.push_back(parameter(*find_tlv_rule(tag)));
        for (size_t i = below(6); i-- > 0;)
            add_tlv(list);
        std::ranges::shuffle(list, random_);
    }

    void add_tlv(tlv_list& list) {
        if (below(4) == 0) return list.push_back({static_cast<uint16_t>(0x1400 + below(0x2C00)), octets(below(40))});
        const auto* const rule = find_tlv_rule(static_cast<uint16_t>(below(0x1400)));
        if (rule == nullptr) return add_tlv(list);
        if (!rule->is_repeatable && find_tlv(list, rule->tag) != nullptr) return;
        list.push_back(parameter(*rule));
        for (const uint16_t companion : companions_of(rule->tag))
            if (find_tlv(list, companion) == nullptr) list.push_back(parameter(*find_tlv_rule(companion)));
    }

    static std::vector<uint16_t> companions_of(uint16_t tag) {
        switch (tag) {
            case tag::sar_msg_ref_num:
            case tag::sar_total_segments:
            case tag::sar_segment_seqnum:
                return {tag::sar_msg_ref_num, tag::sar_total_segments, tag::sar_segment_seqnum};
            case tag::source_network_id:
                return {tag::source_node_id};
            case tag::dest_network_id:
                return {tag::dest_node_id};
            case tag::dest_addr_np_resolution:
                return {tag::dest_addr_np_information, tag::dest_addr_np_country};
            default:
                return {};
        }
    }

    address random_address(size_t length_max) {
        return {static_cast<uint8_t>(random_()), static_cast<uint8_t>(random_()), text(length_up_to(length_max))};
    }

    std::mt19937_64 random_;
};

}  // namespace kaskad::smpp
