#pragma once

#include <CLI/CLI.hpp>
#include <boost/json/object.hpp>

#include <string>

// `kaskad route-test`: sends a set of texts over one link to phones that forward what they get, by a running gateway,
// and prints what arrived.

namespace kaskad::gateway {

// GET /v1/route-tests/{id} as a table.
std::string print_route_test(const boost::json::object& test);

void add_route_test_command(CLI::App& app, int& result);

}  // namespace kaskad::gateway
