// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>

#include <functional>
#include <memory>

namespace easel {

// Unpacks gzip (RFC 1952, several members one behind the other as well) that arrives in pieces.
class Gunzip
{
public:
    Gunzip();
    ~Gunzip();
    Gunzip(const Gunzip &) = delete;
    Gunzip &operator=(const Gunzip &) = delete;

    // What `packed` adds, in pieces of 256 KiB at most; `take` says false when it wants no more, and so
    // bounds what a bomb may become. False: this is no gzip, or `take` wanted no more.
    bool feed(const QByteArray &packed, const std::function<bool(const QByteArray &)> &take);

private:
    struct State;
    std::unique_ptr<State> d;
};

} // namespace easel
