#include "gateway/api/file_comparison.hpp"

#include "gateway/api/number_text.hpp"
#include "gateway/api/request_query.hpp"

#include <fmt/format.h>

#include <set>
#include <utility>

namespace kaskad::gateway::api {

namespace {

constexpr size_t FILE_NAME_MAX = 255;
constexpr size_t SUPPLIERS_MAX = 32;
constexpr int64_t BACK_DAYS_MAX = 62;

// Which parameters there are; what else is said is the mapping's.
class comparison_reading {
  public:
    comparison_reading(bool is_staff, row_limits rows) : rows_{rows} {
        made_.is_staff = is_staff;
        made_.limit = rows.usual;
    }

    // Empty: taken. Otherwise what it must be.
    std::string take(const std::string& name, std::string value) {
        if (made_.is_staff && name == "supplier") return take_supplier(std::move(value));
        if (!seen_.insert(name).second) return "is given twice";
        if (name == "by_reference") return read_flag(value, made_.by_reference) ? "" : "must be true or false";
        if (name == "limit") {
            const bool is_good = read_number(value, made_.limit) && made_.limit <= rows_.most;
            return is_good ? std::string{} : fmt::format("must be from 0 to {}", rows_.most);
        }
        if (name == "back_days") {
            const bool is_good =
                read_number(value, made_.back_days) && made_.back_days >= 1 && made_.back_days <= BACK_DAYS_MAX;
            return is_good ? std::string{} : fmt::format("must be from 1 to {}", BACK_DAYS_MAX);
        }
        if (auto* text = text_named(name)) {
            *text = std::move(value);
        } else {
            made_.keys.emplace_back(name, std::move(value));
        }
        return made_.file.size() > FILE_NAME_MAX ? fmt::format("at most {} octets", FILE_NAME_MAX) : std::string{};
    }

    // What cannot be said by a single parameter.
    std::expected<comparison_request, problem> finish(std::string octets) && {
        const auto missing = [](std::string_view name, std::string why) {
            return refuse_parameter("missing_field", name, std::move(why));
        };
        if (made_.period.empty())
            return missing("period", "say a month, as 2026-11, or days, as 2026-11-01/2026-11-16");
        const bool says_nobody = made_.suppliers.empty() && made_.client.empty();
        if (made_.is_staff && says_nobody) return missing("supplier", "say whose file it is, here or as client");
        const bool says_both = !made_.suppliers.empty() && !made_.client.empty();
        if (says_both) return refuse_parameter("invalid_field", "client", "a file is a supplier's or a client's");
        if (made_.by_reference && !made_.suppliers.empty())
            return refuse_parameter("invalid_field", "by_reference", "references are a client's");
        if (octets.empty()) return missing("file", "the body is the file, as CSV, XLSX or columns of fixed width");
        made_.octets = std::move(octets);
        return std::move(made_);
    }

  private:
    std::string take_supplier(std::string name) {
        if (made_.suppliers.size() == SUPPLIERS_MAX) return fmt::format("at most {} links", SUPPLIERS_MAX);
        made_.suppliers.push_back(std::move(name));
        return {};
    }

    std::string* text_named(std::string_view name) {
        if (name == "client") return &made_.client;
        if (name == "period") return &made_.period;
        if (name == "file") return &made_.file;
        if (name == "mapping") return &made_.mapping;
        return made_.is_staff && name == "invoice_number" ? &made_.invoice_number : nullptr;
    }

    row_limits rows_;
    comparison_request made_;
    std::set<std::string> seen_;
};

}  // namespace

std::expected<comparison_request, problem> take_comparison(net::http_request& from, bool is_staff, row_limits rows) {
    auto parameters = net::parse_query(from.query());
    if (!parameters) return std::unexpected(make_problem("malformed_request", "The query cannot be decoded."));
    comparison_reading reading{is_staff, rows};
    for (auto& [name, value] : *parameters)
        if (auto why = reading.take(name, std::move(value)); !why.empty())
            return refuse_parameter("invalid_field", name, std::move(why));
    return std::move(reading).finish(std::move(from.body));
}

}  // namespace kaskad::gateway::api
