#include "tests/structure/layers.hpp"

#include <algorithm>
#include <array>
#include <sstream>

namespace kaskad::structure {
namespace {

// I/O, clocks, threads, chance and the libraries of the outer modules. A name that ends in '/' is a prefix.
constexpr std::array impure_includes = {
    "boost/asio/",
    "boost/asio.hpp",
    "boost/beast/",
    "boost/beast.hpp",
    "boost/lockfree/",
    "openssl/",
    "sqlite3.h",
    "google/protobuf/",
    "spdlog/",
    "prometheus/",
    "curl/",
    "thread",
    "mutex",
    "shared_mutex",
    "condition_variable",
    "future",
    "semaphore",
    "latch",
    "barrier",
    "stop_token",
    "chrono",
    "ctime",
    "time.h",
    "random",
    "filesystem",
    "fstream",
    "iostream",
    "unistd.h",
    "fcntl.h",
    "sys/",
    "netinet/",
    "arpa/",
    "netdb.h",
    "pthread.h",
};

// The posting chain's hash (architecture, section 2) is the one thing billing takes from outside, out of its headers.
constexpr std::array billing_hash_includes = {"openssl/evp.h", "openssl/sha.h"};

bool is_impure(std::string_view name) {
    return std::ranges::any_of(impure_includes, [&](std::string_view forbidden) {
        return forbidden.ends_with('/') ? name.starts_with(forbidden) : name == forbidden;
    });
}

bool is_hash_of_billing(const module_declaration& module, const source_file& file, std::string_view name) {
    return module.folder == "billing" && file.path.ends_with(".cpp") &&
           std::ranges::find(billing_hash_includes, name) != billing_hash_includes.end();
}

bool is_protobuf(std::string_view name) {
    return name.starts_with("google/protobuf/") || name.ends_with(".pb.h");
}

std::string_view trim_left(std::string_view text) {
    const auto first = text.find_first_not_of(" \t");
    return first == std::string_view::npos ? std::string_view{} : text.substr(first);
}

// The include of a line, with an empty name where it is another line.
include_line parse_include(std::string_view text, int line) {
    text = trim_left(text);
    if (!text.starts_with('#')) return {};
    text = trim_left(text.substr(1));
    if (!text.starts_with("include")) return {};
    text = trim_left(text.substr(std::string_view("include").size()));
    if (text.empty() || (text.front() != '"' && text.front() != '<')) return {};
    const auto end = text.find(text.front() == '<' ? '>' : '"', 1);
    if (end == std::string_view::npos) return {};
    return {.name = std::string(text.substr(1, end - 1)), .line = line, .is_quoted = text.front() == '"'};
}

std::string check_wall(const module_declaration& module, const module_declaration* target,
                       const include_line& include) {
    if (!target) return include.is_quoted ? "which is in no module; includes start at the top" : "";
    if (target->folder == module.folder || module.depends.contains(target->folder)) return "";
    return "but " + module.folder + " does not declare " + target->folder;
}

std::string check_library(const module_declaration& module, const source_file& file, std::string_view name) {
    if (is_protobuf(name) && module.folder != "engine/facts") return "but only engine/facts knows protobuf";
    if (module.is_pure && is_impure(name) && !is_hash_of_billing(module, file, name)) {
        return "but " + module.folder + " is pure";
    }
    return "";
}

// The headers through which protobuf is seen, directly or over another of them.
std::set<std::string> headers_with_protobuf(const std::vector<source_file>& files) {
    std::set<std::string> found;
    for (bool grows = true; grows;) {
        const auto before = found.size();
        for (const auto& file : files) {
            const auto shows = [&](const include_line& i) { return is_protobuf(i.name) || found.contains(i.name); };
            if (file.path.ends_with(".hpp") && std::ranges::any_of(find_includes(file.text), shows)) {
                found.insert(file.path);
            }
        }
        grows = found.size() > before;
    }
    return found;
}

}  // namespace

std::vector<module_declaration> parse_modules(std::string_view text) {
    std::vector<module_declaration> modules;
    std::istringstream lines{std::string(text)};
    for (std::string line; std::getline(lines, line);) {
        const auto colon = line.find(':');
        if (colon == std::string::npos) continue;
        module_declaration module;
        std::istringstream head(line.substr(0, colon));
        std::string word;
        head >> module.folder;
        while (head >> word)
            module.is_pure = module.is_pure || word == "[pure]";
        std::istringstream depends(line.substr(colon + 1));
        while (depends >> word)
            module.depends.insert(word);
        modules.push_back(std::move(module));
    }
    return modules;
}

std::vector<include_line> find_includes(std::string_view text) {
    std::vector<include_line> found;
    std::istringstream lines{std::string(text)};
    std::string line;
    for (int number = 1; std::getline(lines, line); ++number) {
        if (auto include = parse_include(line, number); !include.name.empty()) found.push_back(std::move(include));
    }
    return found;
}

const module_declaration* find_module(const std::vector<module_declaration>& modules, std::string_view path) {
    const module_declaration* best = nullptr;
    for (const auto& module : modules) {
        if (!path.starts_with(module.folder + "/")) continue;
        if (!best || module.folder.size() > best->folder.size()) best = &module;
    }
    return best;
}

complaints check_declarations(const std::vector<module_declaration>& modules, const arrows& allowed) {
    complaints found;
    for (const auto& module : modules) {
        const auto row = allowed.find(module.folder);
        if (row == allowed.end()) {
            found.push_back(module.folder + ": is no module of the architecture");
            continue;
        }
        for (const auto& dependency : module.depends) {
            if (row->second.contains(dependency)) continue;
            found.push_back(module.folder + ": declares " + dependency + ", to which no arrow leads");
        }
    }
    return found;
}

complaints check_includes(const std::vector<module_declaration>& modules, const source_file& file) {
    const auto* module = find_module(modules, file.path);
    if (!module) return {file.path + ": lies in no module"};
    complaints found;
    for (const auto& include : find_includes(file.text)) {
        const auto* target = find_module(modules, include.name);
        for (const auto& why : {check_wall(*module, target, include), check_library(*module, file, include.name)}) {
            if (why.empty()) continue;
            found.push_back(file.path + ":" + std::to_string(include.line) + ": includes " + include.name + ", " + why);
        }
    }
    return found;
}

complaints check_protobuf_reach(const std::vector<source_file>& files) {
    const auto headers = headers_with_protobuf(files);
    complaints found;
    for (const auto& file : files) {
        if (file.path.starts_with("engine/facts/")) continue;
        for (const auto& include : find_includes(file.text)) {
            if (headers.contains(include.name)) found.push_back(file.path + ": sees protobuf through " + include.name);
        }
    }
    return found;
}

}  // namespace kaskad::structure
