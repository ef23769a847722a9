#include "routing/delivery_estimate.hpp"

#include <algorithm>
#include <cmath>

namespace kaskad::routing {

namespace {

constexpr double Z = 1.645;  // one-sided 95 %

// Wilson's bound on the side of `z`.
double bound(const delivery_estimate& of, double z) {
    const double count = of.alpha + of.beta;
    const double p = of.mean();
    const double spread = z * std::sqrt(p * (1 - p) / count + z * z / (4 * count * count));
    return std::clamp((p + z * z / (2 * count) + spread) / (1 + z * z / count), 0.0, 1.0);
}

}  // namespace

double delivery_estimate::lower_bound() const {
    return bound(*this, -Z);
}

double delivery_estimate::upper_bound() const {
    return bound(*this, Z);
}

double delivery_estimate::deviation() const {
    const double count = alpha + beta;
    return std::sqrt(mean() * (1 - mean()) / (count + 1));
}

}  // namespace kaskad::routing
