#pragma once

#include <cstddef>
#include <string>

// Octets that nobody can guess, for secrets that are given out. From OpenSSL's generator; any thread.

namespace kaskad::net {

std::string random_octets(size_t count);

}  // namespace kaskad::net
