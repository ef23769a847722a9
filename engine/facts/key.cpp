#include "engine/facts/key.hpp"

#include "core/assert.hpp"
#include "engine/facts/fetch.hpp"

#include <fmt/format.h>

#include <array>

namespace kaskad::facts {

namespace {

constexpr std::array<std::string_view, std::variant_size_v<record>> TABLES{
    "message",      "message_text",      "decision",      "operator_id",   "parked_receipt", "idempotency",
    "event",        "endpoint_progress", "account",       "posting",       "link",           "client",
    "endpoint",     "price_book",        "number_plan",   "job",           "node",           "inbound_text",
    "inbound_part", "inbound_print",     "estimate",      "price_import",  "learnt_number",  "lookup",
    "route_test",   "checkpoint",        "quota_use",     "balance_watch", "money_order",    "exchange_rate",
    "contract",     "invoice",           "closed_period", "cascade",       "contact",        "reconciliation"};

// FNV-1a, 64 bits: small, stable, and good enough for a filter whose hits are always looked up.
uint64_t fnv1a(std::string_view text, uint64_t hash) {
    for (const char c : text) {
        hash ^= static_cast<uint8_t>(c);
        hash *= 0x100000001B3ULL;
    }
    return hash;
}

class key_octets {
  public:
    template <std::unsigned_integral T>
    key_octets& add(T value) {
        for (int shift = (static_cast<int>(sizeof(T)) - 1) * 8; shift >= 0; shift -= 8) {
            text_.push_back(static_cast<char>(value >> shift & 0xFF));
        }
        return *this;
    }

    key_octets& add(const std::string& value) {
        text_ += value;
        text_.push_back('\0');
        return *this;
    }

    std::string take() { return std::move(text_); }

  private:
    std::string text_;
};

std::string key(const message& value) {
    return key_octets{}.add(value.id.value).take();
}
std::string key(const message_text& value) {
    return key_octets{}.add(value.id.value).take();
}
std::string key(const attempt_decision& value) {
    return key_octets{}.add(value.message.value).add(value.attempt).take();
}
// Ids are used again by some operators: the message is part of the key, the newest message wins a look-up.
std::string key(const operator_message& value) {
    return key_octets{}.add(value.link.value).add(value.key).add(value.message.value).add(value.part).take();
}
std::string key(const parked_receipt& value) {
    return key_octets{}.add(value.id).take();
}
std::string key(const idempotency& value) {
    return key_octets{}.add(value.client.value).add(value.key).add(value.item).take();
}
std::string key(const event& value) {
    return key_octets{}.add(value.endpoint.value).add(value.sequence).take();
}
std::string key(const endpoint_progress& value) {
    return key_octets{}.add(value.endpoint.value).take();
}
std::string key(const billing::account& value) {
    return key_octets{}.add(value.id.value).take();
}
std::string key(const billing::posting& value) {
    return key_octets{}.add(value.sequence).take();
}
std::string key(const link& value) {
    return key_octets{}.add(value.id.value).take();
}
std::string key(const client& value) {
    return key_octets{}.add(value.id.value).take();
}
std::string key(const endpoint& value) {
    return key_octets{}.add(value.id.value).take();
}
std::string key(const price_book& value) {
    return key_octets{}.add(value.version).take();
}
std::string key(const number_plan& value) {
    return key_octets{}.add(value.version).take();
}
std::string key(const job& value) {
    return key_octets{}.add(value.id).take();
}
std::string key(const node& value) {
    return key_octets{}.add(value.number).take();
}
// A client's texts lie one behind the other.
std::string key(const inbound_text& value) {
    return key_octets{}.add(value.client.value).add(value.id.value).take();
}
std::string key(const inbound_part& value) {
    return key_octets{}.add(value.text.value).add(value.number).take();
}
std::string key(const inbound_print& value) {
    return key_octets{}.add(value.print).take();
}
std::string key(const estimate& value) {
    return key_octets{}.add(value.link.value).add(value.network).add(value.country).add(value.group).take();
}
std::string key(const price_import& value) {
    return key_octets{}.add(value.id).take();
}
std::string key(const learnt_number& value) {
    return key_octets{}.add(value.number).take();
}
std::string key(const lookup& value) {
    return key_octets{}.add(value.id.value).take();
}
std::string key(const route_test& value) {
    return key_octets{}.add(value.id).take();
}
std::string key(const checkpoint& value) {
    return key_octets{}.add(value.name).take();
}
std::string key(const quota_use& value) {
    return key_octets{}.add(value.client.value).add(static_cast<uint8_t>(value.period)).add(value.country).take();
}
std::string key(const balance_watch& value) {
    return key_octets{}.add(value.client.value).take();
}
std::string key(const money_order& value) {
    return key_octets{}.add(value.id).take();
}
std::string key(const exchange_rate& value) {
    return key_octets{}.add(value.base).add(value.quote).add(value.day).take();
}
std::string key(const contract& value) {
    return key_octets{}.add(value.client.value).take();
}
std::string key(const billing::invoice& value) {
    return key_octets{}.add(value.seller).add(value.number).take();
}
std::string key(const closed_period& value) {
    return key_octets{}.add(value.from_day).take();
}
std::string key(const cascade& value) {
    return key_octets{}.add(value.id).take();
}
std::string key(const contact& value) {
    return key_octets{}.add(value.client.value).add(value.recipient).add(static_cast<uint8_t>(value.channel)).take();
}
std::string key(const reconciliation& value) {
    return key_octets{}.add(value.id).take();
}

}  // namespace

size_t table_of(const record& value) {
    return value.index();
}

std::string_view table_name(size_t table) {
    ASSERT(table < TABLES.size());
    return TABLES[table];
}

std::span<const key_member> key_members(size_t table) {
    static constexpr key_member ID4[]{{1, 4}};
    static constexpr key_member ID8[]{{1, 8}};
    static constexpr key_member DECISION[]{{1, 8}, {2, 1}};
    static constexpr key_member OPERATOR_ID[]{{1, 4}, {2, 0}, {3, 8}, {5, 1}};
    static constexpr key_member IDEMPOTENCY[]{{1, 4}, {2, 0}, {3, 4}};
    static constexpr key_member EVENT[]{{1, 4}, {2, 8}};
    static constexpr key_member INBOUND_TEXT[]{{1, 4}, {2, 8}};
    static constexpr key_member INBOUND_PART[]{{1, 8}, {2, 1}};
    static constexpr key_member NAME[]{{1, 0}};
    static constexpr key_member QUOTA_USE[]{{1, 4}, {2, 1}, {3, 0}};
    static constexpr key_member EXCHANGE[]{{1, 0}, {2, 0}, {3, 4}};
    static constexpr key_member INVOICE[]{{1, 0}, {2, 8}};
    static constexpr key_member CONTACT[]{{1, 4}, {2, 0}, {3, 1}};
    static constexpr key_member ESTIMATE[]{{1, 4}, {2, 0}, {3, 0}, {4, 1}};
    static constexpr std::array<std::span<const key_member>, std::variant_size_v<record>> MEMBERS{
        ID8, ID8,  DECISION,  OPERATOR_ID, ID8, IDEMPOTENCY,  EVENT,        ID4,     ID8,      ID8, ID4,     ID4,
        ID4, ID4,  ID4,       ID8,         ID4, INBOUND_TEXT, INBOUND_PART, ID8,     ESTIMATE, ID8, NAME,    ID8,
        ID8, NAME, QUOTA_USE, ID4,         ID8, EXCHANGE,     ID4,          INVOICE, ID4,      ID8, CONTACT, ID8};
    ASSERT(table < MEMBERS.size());
    return MEMBERS[table];
}

std::string key_of(const record& value) {
    return std::visit([](const auto& alternative) { return key(alternative); }, value);
}

std::string alias_key(uint32_t alias) {
    return fmt::format("{:08X}", alias);
}

std::string submission_key(core::message_id told) {
    return fmt::format("{:016X}", told.value);
}

operator_message alias_record(uint32_t alias, core::message_id message) {
    return {{}, alias_key(alias), message};
}

operator_message submission_record(core::message_id told, core::message_id message) {
    return {{}, submission_key(told), message};
}

uint64_t key_hash(core::client_id client, std::string_view text, uint32_t item) {
    return fnv1a(text, 0xCBF29CE484222325ULL ^ client.value ^ uint64_t{item} << 32);
}

uint64_t person_hash(std::string_view recipient) {
    return fnv1a(recipient, 0xCBF29CE484222325ULL);
}

}  // namespace kaskad::facts
