#include "routing/ejection.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

namespace kaskad::routing {

namespace {

constexpr double REST_EXPECTED_MIN = 3;  // positives of all that are too small to be judged alone

struct sender_sum {
    std::vector<const flow_view*> collapsed;
    std::vector<const flow_view*> refused;
    size_t healthy = 0;
    size_t quiet = 0;

    bool is_collapsed() const { return !collapsed.empty() && healthy == 0; }
};

// By sender; a client's further senders, counted as one without a name, are that client's alone.
using sender_name = std::pair<std::string_view, core::client_id>;
using senders = std::map<sender_name, sender_sum>;

senders sum_up(std::span<const flow_view> flows) {
    senders all;
    for (const auto& each : flows) {
        auto& sum = all[{each.sender, each.sender.empty() ? each.client : core::client_id{}}];
        switch (each.standing) {
            case flow_standing::quiet:
                ++sum.quiet;
                break;
            case flow_standing::healthy:
                ++sum.healthy;
                break;
            case flow_standing::collapsed:
                sum.collapsed.push_back(&each);
                break;
            case flow_standing::refused:
                sum.refused.push_back(&each);
                break;
        }
    }
    return all;
}

// Flows too small to be judged alone still deliver or not, together.
bool is_rest_healthy(std::span<const flow_view> flows) {
    double expected = 0;
    double delivered = 0;
    for (const auto& each : flows) {
        if (each.standing != flow_standing::quiet) continue;
        expected += each.expected;
        delivered += each.delivered;
    }
    return expected >= REST_EXPECTED_MIN && delivered * 2 >= expected;
}

// The link must have lost most of its traffic with them, not some of many.
bool is_most_lost(std::span<const flow_view> flows) {
    double collapsed = 0;
    double all = 0;
    for (const auto& each : flows) {
        if (each.standing != flow_standing::refused) all += each.expected;
        if (each.standing == flow_standing::collapsed) collapsed += each.expected;
    }
    return collapsed * 2 >= all;
}

// A sender that works for others, or may, is blocked for those alone whom it fails. Without a name none can be blocked.
void block(std::vector<collapsed_sender>& out, std::span<const flow_view* const> failing, const sender_sum& sum) {
    if (failing.empty() || failing.front()->sender.empty()) return;
    const size_t flows = sum.collapsed.size() + sum.refused.size() + sum.healthy + sum.quiet;
    const bool is_everybody = failing.size() == flows;
    for (const auto* each : failing.first(is_everybody ? 1 : failing.size()))
        out.push_back({.sender = each->sender,
                       .client = is_everybody ? core::client_id{} : each->client,
                       .standing = each->standing});
}

// Where the link is at fault only those that it refuses are to be blamed themselves.
std::vector<collapsed_sender> to_block(const senders& all, bool is_link_at_fault) {
    std::vector<collapsed_sender> out;
    for (const auto& [name, sum] : all) {
        auto failing = sum.refused;
        if (!is_link_at_fault) failing.insert(failing.end(), sum.collapsed.begin(), sum.collapsed.end());
        block(out, failing, sum);
    }
    return out;
}

void count(ejection_verdict& verdict, const senders& all) {
    std::set<core::client_id> clients;
    for (const auto& [name, sum] : all) {
        if (sum.healthy > 0) ++verdict.senders_healthy;
        if (!sum.is_collapsed()) continue;
        ++verdict.senders_collapsed;
        for (const auto* each : sum.collapsed)
            clients.insert(each->client);
    }
    verdict.clients_collapsed = clients.size();
}

}  // namespace

bool may_eject_another(const network_links& links) {
    return (links.ejected + 1) * 2 <= links.usable;
}

ejection_verdict judge_collapse(std::span<const flow_view> flows, const network_links& links) {
    const auto all = sum_up(flows);
    ejection_verdict verdict;
    count(verdict, all);
    const bool is_many = verdict.senders_collapsed >= EJECTION_SENDERS_MIN &&
                         verdict.clients_collapsed >= EJECTION_CLIENTS_MIN && is_most_lost(flows);
    const bool is_all = verdict.senders_collapsed > 0 && verdict.senders_healthy == 0 && !is_rest_healthy(flows);
    verdict.senders = to_block(all, is_many || is_all);
    if (is_many || is_all) {
        verdict.action = may_eject_another(links) ? ejection_action::eject : ejection_action::keep;
    } else if (!verdict.senders.empty()) {
        verdict.action = ejection_action::block_senders;
    }
    return verdict;
}

void keep_half(std::span<ejectable_link> links) {
    std::vector<ejectable_link*> ejected;
    for (auto& each : links)
        if (each.is_ejected) ejected.push_back(&each);
    std::ranges::sort(ejected, [](const auto* left, const auto* right) {
        return std::pair{left->open_until_ms, left->link} < std::pair{right->open_until_ms, right->link};
    });
    for (auto* each : ejected) {
        if (std::ranges::count(links, true, &ejectable_link::is_ejected) * 2 <= std::ssize(links)) return;
        each->is_ejected = false;
    }
}

std::string_view to_string(ejection_action value) {
    switch (value) {
        case ejection_action::none:
            return "none";
        case ejection_action::block_senders:
            return "block_senders";
        case ejection_action::eject:
            return "eject";
        case ejection_action::keep:
            return "keep";
    }
    return "none";
}

std::string_view to_string(flow_standing value) {
    switch (value) {
        case flow_standing::quiet:
            return "quiet";
        case flow_standing::healthy:
            return "healthy";
        case flow_standing::collapsed:
            return "collapsed";
        case flow_standing::refused:
            return "refused";
    }
    return "quiet";
}

}  // namespace kaskad::routing
