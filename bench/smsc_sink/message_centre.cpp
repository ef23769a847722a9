#include "bench/smsc_sink/message_centre.hpp"

#include "bench/wire/specimen.hpp"

namespace kaskad::bench {

namespace {

constexpr uint64_t LISTENER = UINT64_MAX;
constexpr int64_t TICK_US = 1'000;
constexpr uint64_t FORM_AGE_US = 10'000'000;  // the dates in receipts may be so old
constexpr uint32_t ANSWERED = UINT32_MAX;

}  // namespace

message_centre::message_centre(message_centre_options options, sheet& lines)
    : options_{options}, lines_{lines}, listener_{listen_on(options.port)}, wheel_{options.law} {
    poller_.add(listener_, LISTENER);
}

void message_centre::run() {
    while (!is_stopping()) {
        for (const auto& event : poller_.wait(wheel_.size() > 0 ? TICK_US : 100 * TICK_US)) {
            if (event.data.u64 == LISTENER) {
                accept_all();
            } else {
                handle_ready(static_cast<uint32_t>(event.data.u64));
            }
        }
        send_due();
    }
}

void message_centre::accept_all() {
    for (int file = accept_from(listener_); file >= 0; file = accept_from(listener_)) {
        poller_.add(file, links_.size());
        links_.push_back(std::make_unique<link>(file));
    }
}

void message_centre::handle_ready(uint32_t index) {
    auto& from = links_[index];
    if (!from) return;
    if (!from->wire.read() || !read_frames(*from, index)) return drop(index);
    send_receipts(*from);
    if (!write_out(*from, index)) drop(index);
}

bool message_centre::read_frames(link& from, uint32_t index) {
    while (const auto got = read_frame(from.wire.unread())) {
        if (got->length == 0) return false;
        handle_frame(from, index, *got);
        from.wire.consume(got->length);
    }
    return true;
}

void message_centre::handle_frame(link& from, uint32_t index, const frame& got) {
    switch (static_cast<command>(got.id)) {
        case command::submit_sm:
            return handle_submit(from, index, got);
        case command::deliver_sm_resp:
            return handle_receipt_answer(from, got);
        case command::bind_receiver:
        case command::bind_transmitter:
        case command::bind_transceiver:
            ++counts_.binds;
            return write_response(from.wire.out(), got, ESME_ROK, "bench");
        case command::enquire_link:
        case command::unbind:
            return write_response(from.wire.out(), got, ESME_ROK, std::nullopt);
        default:
            // Answers to nothing of ours.
            if (got.id < 0x80000000) write_nack(from.wire.out(), got);
    }
}

void message_centre::handle_submit(link& from, uint32_t index, const frame& got) {
    const auto read = read_message(got.body);
    const auto number = read ? read_number(read->destination) : std::nullopt;
    if (!number || !lines_.holds(*number)) {
        ++counts_.strangers;
        return write_nack(from.wire.out(), got);
    }
    ++counts_.submits;
    auto& line = lines_.at(*number);
    if (line.submits++ == 0) line.submitted_us = steady_us();
    const auto digits = digits_of(*number);
    if (read->text.size() != TEXT.size() || read->text.substr(TEXT_NUMBER_AT, NUMBER_DIGITS) != view_of(digits))
        line.note(fault::text_differs);
    write_response(from.wire.out(), got, ESME_ROK, operator_id(*number));
    if ((read->registered_delivery & 3) == 0) return;
    if (sender_.empty()) sender_ = read->source;
    wheel_.add({.number = *number, .link = index});
}

void message_centre::handle_receipt_answer(link& from, const frame& got) {
    const auto place = got.sequence - from.first_sequence;
    if (place >= from.under_way.size() || from.under_way[place] == ANSWERED) {
        ++counts_.strangers;
        return;
    }
    auto& line = lines_.at(from.under_way[place]);
    from.under_way[place] = ANSWERED;
    --from.open;
    if (got.status == ESME_ROK) {
        line.receipt_taken_us = steady_us();
        ++line.receipts_taken;
        ++counts_.receipts_taken;
    } else {
        line.note(fault::receipt_refused);
    }
    while (!from.under_way.empty() && from.under_way.front() == ANSWERED) {
        from.under_way.pop_front();
        ++from.first_sequence;
    }
}

void message_centre::send_due() {
    const auto now = steady_us();
    if (!sender_.empty() && (!form_ || now - form_made_us_ > FORM_AGE_US)) {
        form_.emplace(sender_);
        form_made_us_ = now;
    }
    wheel_.turn_to(now / 1'000, [&](const delay_wheel::entry& due) {
        if (auto& to = links_[receiver_of(due)]) {
            to->due.push_back(due.number);
        } else {
            ++counts_.lost_links;
        }
    });
    for (uint32_t index = 0; index < links_.size(); ++index) {
        if (!links_[index] || links_[index]->due.empty()) continue;
        send_receipts(*links_[index]);
        if (!write_out(*links_[index], index)) drop(index);
    }
}

uint32_t message_centre::receiver_of(const delay_wheel::entry& due) {
    if (!options_.receipts_anywhere) return due.link;
    for (size_t tried = 0; tried < links_.size(); ++tried) {
        const auto index = static_cast<uint32_t>(next_receiver_++ % links_.size());
        if (links_[index] && index != due.link) return index;
    }
    return due.link;
}

void message_centre::send_receipts(link& to) {
    const auto now = steady_us();
    while (!to.due.empty() && to.open < options_.receipt_window) {
        const auto number = to.due.front();
        to.due.pop_front();
        form_->write(to.wire.out(), to.first_sequence + static_cast<uint32_t>(to.under_way.size()), number);
        to.under_way.push_back(number);
        ++to.open;
        ++counts_.receipts_sent;
        lines_.at(number).receipt_us = now;
    }
}

bool message_centre::write_out(link& to, uint32_t index) {
    if (!to.wire.write()) return false;
    if (to.wants_write == to.wire.has_unwritten()) return true;
    to.wants_write = to.wire.has_unwritten();
    poller_.want_write(to.wire.file(), index, to.wants_write);
    return true;
}

void message_centre::drop(uint32_t index) {
    counts_.lost_links += links_[index]->due.size() + links_[index]->open;
    poller_.remove(links_[index]->wire.file());
    links_[index].reset();
}

}  // namespace kaskad::bench
