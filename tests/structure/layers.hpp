#pragma once

// Reads what the modules declare (modules.txt) and what their files really include, and names every line that breaks a
// wall of docs/architecture.md. Works on text that is handed in, so that the checks can be tried on made-up sources.

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace kaskad::structure {

struct module_declaration {
    std::string folder;
    bool is_pure = false;
    std::set<std::string> depends;
};

struct source_file {
    std::string path;  // from the top of the tree: "smpp/codec.hpp"
    std::string text;
};

struct include_line {
    std::string name;
    int line = 0;
    bool is_quoted = false;
};

// One sentence a broken wall: "smpp/codec.hpp:7: includes net/timer.hpp, but ...".
using complaints = std::vector<std::string>;
using arrows = std::map<std::string, std::set<std::string>>;

[[nodiscard]] std::vector<module_declaration> parse_modules(std::string_view text);
[[nodiscard]] std::vector<include_line> find_includes(std::string_view text);

// The module whose folder is the longest prefix of the path: engine/facts is a module of its own inside engine.
[[nodiscard]] const module_declaration* find_module(const std::vector<module_declaration>& modules,
                                                    std::string_view path);

[[nodiscard]] complaints check_declarations(const std::vector<module_declaration>& modules, const arrows& allowed);
[[nodiscard]] complaints check_includes(const std::vector<module_declaration>& modules, const source_file& file);

// Facts are plain types outside their module: no file elsewhere may reach protobuf through a header of engine/facts.
[[nodiscard]] complaints check_protobuf_reach(const std::vector<source_file>& files);

}  // namespace kaskad::structure
