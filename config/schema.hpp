#pragma once

#include "config/declared.hpp"
#include "config/form.hpp"
#include "config/section.hpp"

// Every key there is. What is not in these tables is an unknown key.

namespace kaskad::config {

inline constexpr size_t LINKS_MAX = 4'096;  // [engine] links_max is the stricter one
inline constexpr size_t CLIENTS_MAX = 10'000;
inline constexpr size_t KEYS_PER_CLIENT_MAX = 16;
inline constexpr size_t ENDPOINTS_PER_CLIENT_MAX = 16;
inline constexpr size_t ACCOUNTS_PER_CLIENT_MAX = 16;
inline constexpr size_t NUMBERS_PER_CLIENT_MAX = 10'000;
inline constexpr size_t ROUTES_PER_CLIENT_MAX = core::MESSAGE_CLASS_COUNT + 1;
inline constexpr size_t MAINTENANCE_WINDOWS_MAX = 64;
inline constexpr size_t PORTED_FILES_MAX = 64;
inline constexpr size_t SENDER_RULES_MAX = 10'000;
inline constexpr size_t ROUTE_TEST_SCHEDULES_MAX = 64;
inline constexpr size_t ADDRESSES_MAX = 64;
inline constexpr size_t SELLERS_MAX = 64;
inline constexpr size_t TAXES_MAX = 1'000;
inline constexpr size_t API_KEY_LENGTH_MIN = 32;
inline constexpr uint16_t DEFAULT_SMPP_PORT = 2775;
// SMPP 3.4 §5.2.1 allows system_id 15 octets. §5.2.2 allows a password 8; operators give out longer ones, and their
// centres take them.
inline constexpr size_t SYSTEM_ID_LENGTH_MAX = 15;
inline constexpr size_t PASSWORD_LENGTH_MAX = 64;

section<written_file> file_section();

section<process_options> process_section();
section<engine::options> engine_section();
section<process_options> lookup_section();
section<process_options> cascade_section();
section<process_options> route_test_section();
section<billing::seller> seller_section();
section<billing::tax_rate> tax_section();
section<written_link> link_section();
std::vector<key<written_link>> host_keys();      // of a link
std::vector<key<written_link>> outbind_keys();   // of a link
std::vector<key<written_link>> query_keys();     // of a link
std::vector<key<written_link>> limit_keys();     // of a link
std::vector<key<written_link>> receipt_keys();   // of a link
std::vector<key<written_link>> submit_keys();    // of a link
std::vector<key<written_link>> inbound_keys();   // of a link
std::vector<key<written_link>> supply_keys();    // of a link
std::vector<key<written_link>> supplier_keys();  // of a link
section<written_channel> channel_section();
section<written_client> client_section();
section<written_route> route_section();
std::vector<key<written_client>> margin_keys();  // of a client
std::vector<key<written_client>> tree_keys();    // of a client
section<engine::billing_options> billing_section();
section<written_account> account_section();
std::vector<key<written_account>> dialect_keys();            // of an account
std::vector<key<written_account>> submitted_cascade_keys();  // of an account
section<written_content_tag> content_tag_section();
section<written_number> number_section();
section<written_price> price_section();
form<routing::sender_type> sender_type_form();
form<std::string> block_form();  // an address or a CIDR block
section<written_sender_rule> sender_type_section();

}  // namespace kaskad::config
