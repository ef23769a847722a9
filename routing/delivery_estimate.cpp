#include "routing/delivery_estimate.hpp"

#include <algorithm>
#include <cmath>

namespace kaskad::routing {

namespace {

constexpr double Z = 1.645;  // one-sided 95 %

}  // namespace

chance_range delivery_estimate::bounds() const {
    const double each = 1 / (alpha + beta);
    const double p = alpha * each;
    const double share = Z * Z * each;
    const double spread = Z * std::sqrt((p * (1 - p) + share / 4) * each);
    const double middle = p + share / 2;
    const double scale = 1 / (1 + share);
    const auto within = [scale](double value) { return std::clamp(value * scale, 0.0, 1.0); };
    return {within(middle - spread), within(middle + spread)};
}

double delivery_estimate::deviation() const {
    const double count = alpha + beta;
    return std::sqrt(mean() * (1 - mean()) / (count + 1));
}

}  // namespace kaskad::routing
