#include "config/check.hpp"
#include "routing/policy.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace kaskad::config {

namespace {

using routing::policy_kind;

class route_check {
  public:
    route_check(const written_file& file, problems& found) : found_{found} {
        for (const auto& link : file.links)
            links_.insert(link.name);
        for (const auto& channel : file.channels)
            channels_.insert(channel.name);
        for (const auto& client : file.clients)
            clients_.insert(client.name);
    }

    void links_of(const written_client& client) {
        for (const auto& [key, names] :
             {std::pair{"links_allowed", &client.links_allowed}, std::pair{"links_denied", &client.links_denied}}) {
            for (const auto& name : *names) {
                if (!channels_.contains(name)) knows(name, client.at(key), fmt::format("client.{}", key));
            }
        }
    }

    void routes_of(const written_client& client) {
        std::set<uint8_t> classes;
        for (const auto& route : client.written_routes) {
            const auto klass = static_cast<uint8_t>(route.has("class") ? 1 + static_cast<uint8_t>(route.of_class) : 0);
            if (!classes.insert(klass).second)
                found_.add(route.at(""), "client.route", "another route of the client is for the same messages");
            check(route);
        }
    }

    void loss_of(const written_client& client) {
        if (client.loss_until_utc == 0 || !client.loss_allowed_by.empty()) return;
        found_.add(client.at("loss_until"), "client.loss_until", "loss_allowed_by must say who answers for it");
    }

    // section: "link", or "channel"
    void supply_of(const written_link& link, const std::string& section) {
        if (!link.owner.empty() && !clients_.contains(link.owner)) {
            found_.add(link.at("owner"), section + ".owner", fmt::format("no [[client]] is called \"{}\"", link.owner));
        }
        for (const auto& window : link.written_maintenance_windows)
            check(window, section + ".maintenance");
    }

    void schedule(const route_test_schedule& schedule, position at) {
        knows(schedule.link, at, "route_test.schedule.link");
    }

  private:
    void knows(const std::string& link, position at, std::string path) {
        if (!links_.contains(link)) found_.add(at, std::move(path), fmt::format("there is no link \"{}\"", link));
    }

    void check(const written_maintenance& window, const std::string& path) {
        const bool is_once = window.has("from") && window.has("to");
        const bool is_weekly = window.has("weekday") && window.has("begin") && window.has("minutes");
        if (is_once == is_weekly)
            return found_.add(window.at(""), path, "say from and to, or weekday, begin and minutes");
        if (is_once && window.to_utc_ms <= window.from_utc_ms)
            found_.add(window.at("to"), path + ".to", "is not behind its beginning");
    }

    void check(const written_route& route) {
        const bool is_fixed = route.kind >= policy_kind::weighted;
        if (is_fixed && route.written_links.empty())
            found_.add(route.at("policy"), "client.route.policy", "needs a [[client.route.link]]");
        if (!is_fixed && !route.written_links.empty())
            found_.add(route.written_links.front().at(""), "client.route.link",
                       "is for weighted, chain and forced only");
        if (route.kind == policy_kind::forced && route.written_links.size() > 1)
            found_.add(route.written_links[1].at(""), "client.route.link", "forced means one link");
        if (route.kind == policy_kind::expected_value && route.value.e8 <= 0)
            found_.add(route.at("policy"), "client.route.value", "missing: what a delivery is worth");
        std::set<std::string> named;
        for (const auto& link : route.written_links) {
            knows(link.name, link.at("name"), "client.route.link.name");
            if (!named.insert(link.name).second)
                found_.add(link.at("name"), "client.route.link.name", "stands already above");
        }
    }

    std::set<std::string> links_;
    std::set<std::string> channels_;
    std::set<std::string> clients_;
    problems& found_;
};

}  // namespace

void check_routes(const written_file& file, problems& found) {
    route_check check{file, found};
    for (const auto& client : file.clients) {
        check.links_of(client);
        check.routes_of(client);
        check.loss_of(client);
    }
    for (const auto& link : file.links)
        check.supply_of(link, "link");
    for (const auto& channel : file.channels)
        check.supply_of(channel, "channel");
    for (const auto& schedule : file.process.route_test.schedules)
        check.schedule(schedule, find_place(*file.source, "route_test.schedule"));
}

}  // namespace kaskad::config
