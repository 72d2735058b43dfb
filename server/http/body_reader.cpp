// SPDX-License-Identifier: MIT
#include "http/body_reader.hpp"

#include <algorithm>

namespace halogate::http {

void BodyReader::start(BodyFraming framing) noexcept {
    kind_ = framing.kind;
    fault_ = Fault::none;
    left_ = framing.length;
    finished_ = kind_ == BodyFraming::Kind::none || (kind_ == BodyFraming::Kind::length && left_ == 0);
    chunks_.reset();
}

BodyPiece BodyReader::read(std::string_view bytes) {
    if (fault_ != Fault::none) return refuse();
    BodyPiece piece;
    if (!finished_) {
        switch (kind_) {
            case BodyFraming::Kind::none: break;
            case BodyFraming::Kind::length: piece = read_length(bytes); break;
            case BodyFraming::Kind::chunked: piece = read_chunks(bytes); break;
            case BodyFraming::Kind::until_close:
                piece.consumed = bytes.size();
                piece.data = bytes;
                break;
        }
    }
    if (fault_ != Fault::none) return refuse();
    piece.complete = finished_;
    return piece;
}

BodyPiece BodyReader::read_length(std::string_view bytes) noexcept {
    BodyPiece piece;
    piece.consumed = static_cast<std::size_t>(std::min<std::uint64_t>(left_, bytes.size()));
    piece.data = bytes.substr(0, piece.consumed);
    left_ -= piece.consumed;
    finished_ = left_ == 0;
    return piece;
}

BodyPiece BodyReader::read_chunks(std::string_view bytes) noexcept {
    const auto progress = chunks_.read(bytes);
    fault_ = progress.fault;
    finished_ = progress.complete;
    BodyPiece piece;
    piece.consumed = progress.consumed;
    piece.data = progress.data;
    return piece;
}

BodyPiece BodyReader::refuse() const {
    BodyPiece piece;
    piece.refusal = refusal_of(fault_, side_);
    return piece;
}

bool BodyReader::end_of_stream() noexcept {
    if (kind_ == BodyFraming::Kind::until_close && fault_ == Fault::none) finished_ = true;
    return finished_;
}

}  // namespace halogate::http
