#include "routing/delivery_estimate.hpp"

#include <algorithm>
#include <cmath>

namespace kaskad::routing {

namespace {

constexpr double Z = 1.645;  // one-sided 95 %

}  // namespace

double delivery_estimate::lower_bound() const {
    const double count = alpha + beta;
    const double p = mean();
    const double spread = Z * std::sqrt(p * (1 - p) / count + Z * Z / (4 * count * count));
    return std::max(0.0, (p + Z * Z / (2 * count) - spread) / (1 + Z * Z / count));
}

double delivery_estimate::deviation() const {
    const double count = alpha + beta;
    return std::sqrt(mean() * (1 - mean()) / (count + 1));
}

}  // namespace kaskad::routing
