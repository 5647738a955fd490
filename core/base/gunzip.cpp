// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/gunzip.h"

#include <zlib.h>

#include <new>

namespace easel {

namespace {

constexpr int onlyGzip = 16; // added to the size of the window: no zlib stream, no raw one
constexpr qsizetype pieceBytes = 256 * 1024;

} // namespace

struct Gunzip::State
{
    z_stream stream{};
    bool broken = false;
};

Gunzip::Gunzip()
    : d(std::make_unique<State>())
{
    if (inflateInit2(&d->stream, MAX_WBITS + onlyGzip) != Z_OK)
        throw std::bad_alloc();
}

Gunzip::~Gunzip()
{
    inflateEnd(&d->stream);
}

bool Gunzip::feed(const QByteArray &packed, const std::function<bool(const QByteArray &)> &take)
{
    z_stream &stream = d->stream;
    // zlib only reads from it.
    stream.next_in = reinterpret_cast<Bytef *>(const_cast<char *>(packed.constData()));
    stream.avail_in = uInt(packed.size());
    QByteArray piece(pieceBytes, Qt::Uninitialized);
    bool full = false; // there may be more than fitted
    while (!d->broken && (stream.avail_in > 0 || full)) {
        stream.next_out = reinterpret_cast<Bytef *>(piece.data());
        stream.avail_out = uInt(piece.size());
        const int code = inflate(&stream, Z_NO_FLUSH);
        const qsizetype made = piece.size() - qsizetype(stream.avail_out);
        full = stream.avail_out == 0;
        if (made > 0 && !take(piece.first(made)))
            d->broken = true;
        else if (code == Z_STREAM_END)
            d->broken = inflateReset(&stream) != Z_OK; // another member may follow
        else if (code == Z_BUF_ERROR)
            break; // it wants more bytes
        else if (code != Z_OK)
            d->broken = true;
    }
    return !d->broken;
}

} // namespace easel
