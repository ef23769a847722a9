#include "store/book_reader.hpp"

#include "store/record_access.hpp"
#include "store/view.hpp"

#include <limits>
#include <utility>

namespace kaskad::store {

book_reader::book_reader(std::unique_ptr<view> from) : view_{std::move(from)} {}

book_reader::~book_reader() = default;

result<books_page> book_reader::read_books(uint64_t after, uint32_t limit) {
    return guarded([&] {
        const snapshot still{*view_};
        books_page page;
        page.postings =
            range(*view_, billing::posting{.sequence = after + 1}, billing::posting{.sequence = after + limit});
        page.is_last = page.postings.size() < limit;
        if (!page.is_last) return page;
        page.accounts = all<billing::account>(*view_);
        page.head = view_->state().postings;
        return page;
    });
}

result<std::vector<charged_message>> book_reader::read_charges(core::message_id after, uint32_t limit) {
    return guarded([&] {
        const snapshot still{*view_};
        std::vector<charged_message> found;
        const facts::message first{.id = {after.value + 1}};
        const facts::message last{.id = {std::numeric_limits<int64_t>::max()}};
        for (auto& message : range(*view_, first, last, limit)) {
            auto& next = found.emplace_back(charged_message{.message = std::move(message), .postings = {}});
            for (const auto& octets : view_->postings(next.message.id))
                next.postings.push_back(decode_as<billing::posting>(octets));
        }
        return found;
    });
}

result<std::vector<facts::message>> book_reader::read_messages(std::span<const core::message_id> ids) {
    return guarded([&] {
        const snapshot still{*view_};
        std::vector<facts::message> found;
        for (const auto id : ids)
            if (auto message = find(*view_, facts::message{.id = id})) found.push_back(std::move(*message));
        return found;
    });
}

result<std::vector<facts::client>> book_reader::read_clients() {
    return guarded([&] {
        const snapshot still{*view_};
        return all<facts::client>(*view_);
    });
}

}  // namespace kaskad::store
