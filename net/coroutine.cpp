#include "net/coroutine.hpp"

#include <boost/asio/co_spawn.hpp>

#include <exception>
#include <utility>

namespace kaskad::net {

void spawn(executor where, task<void> what) {
    asio::co_spawn(where, std::move(what), [](std::exception_ptr failure) {
        if (failure) std::rethrow_exception(failure);
    });
}

}  // namespace kaskad::net
