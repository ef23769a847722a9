#pragma once

#include "config/options.hpp"
#include "config/problem.hpp"
#include "engine/facts/command.hpp"

#include <expected>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

// The TOML file of a gateway, read and checked: options for the process, and the declarations of links, clients, prices
// and number plan as one command. Does not seal secrets, connect or create anything. Called at start, on SIGHUP and by
// `kaskad check`, on any thread.

namespace kaskad::config {

// As written in the file. Never print, log or keep them: seal_and_digest (digest.hpp) puts them sealed into the
// declarations, then they go.
struct plain_secrets {
    std::vector<std::string> outbind_passwords;              // one for each of declared.links
    std::vector<std::string> link_passwords;                 // one for each of declared.links
    std::vector<std::string> balance_headers;                // likewise; empty = none
    std::vector<std::vector<std::string>> link_settings;     // likewise one for each setting; empty = it is no secret
    std::vector<std::vector<std::string>> endpoint_secrets;  // for each of declared.clients, one for each endpoint
    // Likewise one for each account; empty = its password_hash is declared.
    std::vector<std::vector<std::string>> account_passwords;
};

struct settings {
    std::string file;
    process_options process;
    std::string number_plan;                  // its file; empty = none
    std::vector<std::string> ported_numbers;  // files, the first that knows a number counts
    facts::declare declared;                  // digests and sealed secrets still empty
    plain_secrets secrets;
    std::vector<problem> warnings;  // allowed, but probably not meant
};

// All that is wrong, in the order of the file; never empty. Only a text that is no TOML is reported by its first error.
using refusal = std::vector<problem>;

// The octets of a file, or why it cannot be read.
using file_reader = std::function<std::expected<std::string, std::string>(const std::string& path)>;

std::expected<settings, refusal> load(const std::string& path);

// The same without a disk: `file` is the name of the text, `read` brings the files that it names.
std::expected<settings, refusal> parse(std::string_view text, const std::string& file, const file_reader& read);

inline constexpr size_t FILE_OCTETS_MAX = 64 * 1024 * 1024;
std::expected<std::string, std::string> read_file(const std::string& path);

// Keys of the process that differ, as "store" or "api.port": a reload applies declarations, these take a restart.
std::vector<std::string> keys_changed(const process_options& running, const process_options& read);

}  // namespace kaskad::config
