#pragma once

#include "gateway/api/problem.hpp"
#include "gateway/api/request_query.hpp"

#include <string>
#include <string_view>
#include <utility>

// What whoever reads the database for a request answers when it cannot.

namespace kaskad::gateway::api {

inline problem make_store_problem() {
    return make_problem("store_unavailable", "The database cannot be read now; try again.");
}

inline net::http_response store_trouble() {
    return render_problem(make_store_problem());
}

inline net::http_response refused_parameter(std::string_view name, std::string why) {
    return render_problem(refuse_parameter("invalid_field", name, std::move(why)).error());
}

}  // namespace kaskad::gateway::api
