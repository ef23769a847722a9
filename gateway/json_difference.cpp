#include "gateway/json_difference.hpp"

#include <boost/json.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace kaskad::gateway {

namespace {

namespace json = boost::json;

struct leaf {
    std::string path;
    std::string text;
};

void gather(const json::value& value, const std::string& path, std::vector<leaf>& into) {
    if (value.is_object() && !value.get_object().empty()) {
        for (const auto& [name, member] : value.get_object())
            gather(member, path.empty() ? std::string{name} : fmt::format("{}.{}", path, std::string_view{name}), into);
        return;
    }
    if (value.is_array() && !value.get_array().empty()) {
        for (size_t place = 0; place < value.get_array().size(); ++place)
            gather(value.get_array()[place], fmt::format("{}[{}]", path, place), into);
        return;
    }
    into.push_back({path, json::serialize(value)});
}

std::string text_of(const std::vector<leaf>& leaves, const std::string& path) {
    const auto found = std::ranges::find(leaves, path, &leaf::path);
    return found == leaves.end() ? std::string{} : found->text;
}

}  // namespace

std::vector<json_change> json_difference(const json::value& before, const json::value& after) {
    std::vector<leaf> old_leaves;
    std::vector<leaf> new_leaves;
    gather(before, {}, old_leaves);
    gather(after, {}, new_leaves);
    std::vector<json_change> changes;
    for (const auto& [path, text] : old_leaves)
        if (auto now = text_of(new_leaves, path); now != text) changes.push_back({path, text, std::move(now)});
    for (const auto& [path, text] : new_leaves)
        if (text_of(old_leaves, path).empty()) changes.push_back({path, {}, text});
    return changes;
}

std::string to_string(const json_change& change) {
    if (change.before.empty()) return fmt::format("{}: new: {}", change.path, change.after);
    if (change.after.empty()) return fmt::format("{}: gone: {}", change.path, change.before);
    return fmt::format("{}: {} -> {}", change.path, change.before, change.after);
}

}  // namespace kaskad::gateway
