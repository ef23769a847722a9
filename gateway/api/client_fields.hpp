#pragma once

#include "engine/facts/declaration.hpp"
#include "gateway/api/problem.hpp"
#include "gateway/api/server_options.hpp"

#include <array>
#include <expected>
#include <string>
#include <string_view>
#include <utility>

// What a request says of a client, over what the client is already. Judges form only: whether a client may stand where
// it should, or a limit may be lowered, is the engine's to say. Pure.

namespace kaskad::gateway::api {

struct client_settings {
    facts::client value;
    std::string parent;  // its name; empty = ours
};

// 1 to 64 of a-z A-Z 0-9 . _ -
bool is_plain_name(std::string_view text);

// Fields that are left out stay as they are in `before`. is_new: the currency must be said.
std::expected<client_settings, problem> read_client(std::string_view body, client_settings before, bool is_new,
                                                    const known_words& known);

template <typename Value, size_t COUNT>
using word_table = std::array<std::pair<std::string_view, Value>, COUNT>;

inline constexpr word_table<facts::pricing_rule, 2> PRICING_WORDS{
    {{"list", facts::pricing_rule::list}, {"parent", facts::pricing_rule::parent}}};
inline constexpr word_table<billing::charge_rule, 3> CHARGE_WORDS{
    {{"on_submit", billing::charge_rule::on_submit},
     {"on_accepted", billing::charge_rule::on_accepted},
     {"on_delivered", billing::charge_rule::on_delivered}}};
inline constexpr word_table<facts::charge_unit, 3> UNIT_WORDS{{{"part", facts::charge_unit::part},
                                                               {"message", facts::charge_unit::message},
                                                               {"delivered_part", facts::charge_unit::delivered_part}}};
inline constexpr word_table<facts::quota_period, 2> PERIOD_WORDS{
    {{"day", facts::quota_period::day}, {"month", facts::quota_period::month}}};
inline constexpr word_table<facts::quota_unit, 3> QUOTA_UNIT_WORDS{{{"messages", facts::quota_unit::messages},
                                                                    {"parts", facts::quota_unit::parts},
                                                                    {"money", facts::quota_unit::money}}};
inline constexpr word_table<facts::pumping_rule, 3> PUMPING_WORDS{
    {{"off", facts::pumping_rule::off}, {"watch", facts::pumping_rule::watch}, {"guard", facts::pumping_rule::guard}}};
inline constexpr word_table<facts::key_scope, 3> SCOPE_WORDS{
    {{"send", facts::key_scope::send}, {"read", facts::key_scope::read}, {"manage", facts::key_scope::manage}}};
inline constexpr word_table<facts::money_order_kind, 12> ORDER_KIND_WORDS{
    {{"top_up", facts::money_order_kind::top_up},
     {"credit_note", facts::money_order_kind::credit_note},
     {"adjustment", facts::money_order_kind::adjustment},
     {"payment", facts::money_order_kind::payment},
     {"fee", facts::money_order_kind::fee},
     {"volume_credit", facts::money_order_kind::volume_credit},
     {"commitment", facts::money_order_kind::commitment},
     {"price_correction", facts::money_order_kind::price_correction},
     {"rate_difference", facts::money_order_kind::rate_difference},
     {"supplier_payment", facts::money_order_kind::supplier_payment},
     {"supplier_credit", facts::money_order_kind::supplier_credit},
     {"supplier_adjustment", facts::money_order_kind::supplier_adjustment}}};
inline constexpr word_table<facts::money_order_state, 3> ORDER_STATE_WORDS{
    {{"booked", facts::money_order_state::booked},
     {"waiting", facts::money_order_state::waiting},
     {"refused", facts::money_order_state::refused}}};

// The word of a value that the table has.
template <typename Words, typename Value>
std::string_view word_of(const Words& words, Value value) {
    for (const auto& [text, each] : words)
        if (each == value) return text;
    return {};
}

}  // namespace kaskad::gateway::api
