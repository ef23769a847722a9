#pragma once

#include "config/declared.hpp"
#include "config/problem.hpp"

// What no value can be wrong about alone: names given twice, references to nothing, pairs that contradict each other.
// A value that was refused while reading is left out here: one mistake is told once.

namespace kaskad::config {

void check_process(const process_options& read, const value& root, problems& found);
void check_invoicing(const process_options& read, const value& root, problems& found);
void check_links(const written_file& file, problems& found);
void check_channels(const written_file& file, problems& found);
void check_suppliers(const written_file& file, problems& found);
void check_clients(const written_file& file, problems& found);
void check_prices(const written_file& file, problems& found);
void check_numbers(const written_file& file, problems& found);
void check_routes(const written_file& file, problems& found);
void check_tree(const written_file& file, problems& found);

// Of a channel account its adapter's, of all else sms.
core::channel channel_of(const written_file& file, std::string_view supplier);

// "whsec_" and 24 to 64 octets in base64 (Standard Webhooks).
bool is_webhook_secret(std::string_view text);

// An IP address, or localhost, that only this machine or network can reach. Other names are judged when they are used.
bool is_private_host(std::string_view host);

// Of a key by its path ("api.port"); of the innermost table on the way that is there.
position find_place(const value& root, std::string_view path);

}  // namespace kaskad::config
