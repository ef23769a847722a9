#pragma once

#include "billing/direct.hpp"

// What people book on a client of ours, as tests ask for it.

namespace kaskad::billing {

inline transfer topup(core::client_id client, core::currency currency, core::amount amount) {
    return booking_on({client, currency, amount, posting_code::topup, account_kind::cash});
}

inline transfer adjustment(core::client_id client, core::currency currency, core::amount amount) {
    return booking_on({client, currency, amount, posting_code::adjustment, account_kind::adjust});
}

}  // namespace kaskad::billing
