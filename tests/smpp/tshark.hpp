#pragma once

#include "pdu_samples.hpp"

#include <boost/json.hpp>

#include <string>
#include <string_view>
#include <vector>

// tshark as a foreign decoder: all samples in one capture file, one process, its findings as JSON.

namespace kaskad::smpp {

bool has_tshark();

// One packet for each sample.
boost::json::array dissect(const std::vector<pdu_sample>& samples);

// Every value under this name, at any depth.
std::vector<std::string> values_of(const boost::json::value& tree, std::string_view name);

}  // namespace kaskad::smpp
