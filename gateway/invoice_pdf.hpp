#pragma once

#include "billing/invoice.hpp"
#include "gateway/pdf_document.hpp"

#include <expected>
#include <string>

// An invoice as people get it, in its language: A4, as many pages as its lines need, the head of the table on each. In
// Russian the act follows, that the services were rendered. The same invoice makes the same octets, whatever was paid
// of it since.

namespace kaskad::gateway {

// The file. The error is a sentence: a font is missing.
std::expected<std::string, std::string> make_invoice_pdf(const billing::invoice& value,
                                                         const pdf_fonts& fonts = installed_fonts());

}  // namespace kaskad::gateway
