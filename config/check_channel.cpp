#include "channels/adapter.hpp"
#include "config/check.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <string_view>

namespace kaskad::config {

namespace {

std::string names_of(const channels::adapter& of) {
    std::string names;
    for (const auto& setting : of.settings())
        names += (names.empty() ? "" : ", ") + std::string{setting.name};
    return names.empty() ? "none" : names;
}

// What another adapter needs is no setting of this one.
void check_settings(const written_channel& channel, const channels::adapter& of, problems& found) {
    const auto settings = of.settings();
    for (const auto& [name, value] : channel.adapter_settings) {
        if (std::ranges::find(settings, name, &channels::setting_form::name) != settings.end()) continue;
        found.add(channel.at(name), fmt::format("channel.{}", name),
                  fmt::format("{} has no such setting; it has: {}", of.name(), names_of(of)));
    }
    for (const auto& setting : settings) {
        if (!setting.is_required || channel.has(setting.name)) continue;
        found.add(channel.at(""), fmt::format("channel.{}", setting.name),
                  fmt::format("missing, as {} needs it: {}", of.name(), setting.meaning));
    }
}

// Whoever can reach the API could say that messages arrived.
void check_callers(const written_channel& channel, const channels::adapter& of, problems& found) {
    if (of.signs_callbacks() || channel.has("callback_key") || channel.has("callback_addresses")) return;
    found.add(channel.at(""), "channel.callback_key",
              fmt::format("missing: {} signs no callbacks, so write callback_key or callback_addresses", of.name()));
}

void check_limit(const written_file& file, problems& found) {
    const size_t limit = file.process.engine.links_max;
    const auto all = file.links.size() + file.channels.size();
    if (file.channels.empty() || all <= limit) return;
    const auto first = std::min(limit > file.links.size() ? limit - file.links.size() : 0, file.channels.size() - 1);
    found.add(file.channels[first].at(""), "channel",
              fmt::format("[engine] links_max allows {}, links and channels together", limit));
}

}  // namespace

void check_channels(const written_file& file, problems& found) {
    for (const auto& channel : file.channels) {
        const auto* of = channels::find_adapter(channel.adapter);
        if (!of) continue;
        check_settings(channel, *of, found);
        check_callers(channel, *of, found);
    }
    check_limit(file, found);
}

}  // namespace kaskad::config
