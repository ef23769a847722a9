#include "net/chance.hpp"

#include "core/assert.hpp"

#include <openssl/rand.h>

namespace kaskad::net {

std::string random_octets(size_t count) {
    std::string octets(count, '\0');
    const auto done = RAND_bytes(reinterpret_cast<unsigned char*>(octets.data()), static_cast<int>(count));
    ASSERT(done == 1);  // a secret that can be guessed is worse than none
    return octets;
}

}  // namespace kaskad::net
