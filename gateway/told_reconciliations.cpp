#include "gateway/told_reconciliations.hpp"

#include "gateway/api_answer.hpp"
#include "gateway/url_query.hpp"

#include <boost/json.hpp>

namespace kaskad::gateway {

std::expected<boost::json::array, std::string> read_reconciliations(api_caller& api, const std::string& operator_key,
                                                                    const reconciliations_wanted& wanted) {
    boost::json::array rows;
    for (std::string before; before != "-";) {
        url_query query;
        query.add("supplier", wanted.supplier);
        query.add("open", wanted.only_open ? "true" : "");
        query.add("before", before);
        const auto page = read_answer(api.get(std::string{RECONCILIATIONS_PATH} + query.text(), operator_key));
        if (!page) return std::unexpected(page.error());
        const auto& more = page->at("reconciliations").get_array();
        rows.insert(rows.end(), more.begin(), more.end());
        before = text_at(*page, "next_before");
    }
    return rows;
}

}  // namespace kaskad::gateway
