// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clients/jsonscan.h"

#include <QByteArray>

namespace easel {

// Cuts a list that arrives in pieces, or a Table of it, into pages of whole items, without reading what is in
// them.
class ListSplitter
{
public:
    // A page is handed over when it is at least so large: its rows are packed in one turn of the window.
    explicit ListSplitter(qsizetype pageBytes = 256 * 1024);

    void feed(const QByteArray &bytes);
    // {"items":[...]} with at least one item; empty when there is none (yet). `rest`: smaller ones, too.
    QByteArray takePage(bool rest = false);
    // After the last byte: what the list says of itself; nothing when it was not a whole list.
    std::optional<ListMeta> meta() const;
    qsizetype waiting() const { return m_frame.size() + m_pending.size(); } // bytes that are kept

private:
    enum class Part { Head, Items, Tail };
    void scanHead();
    void scanItems();

    qsizetype m_pageBytes;
    Part m_part = Part::Head;
    QByteArray m_frame;      // the list without its items
    QByteArray m_pending;    // of the items: from the first that was not handed over
    qsizetype m_at = 0;      // m_pending is scanned up to here
    qsizetype m_end = 0;     // behind the last whole item, 0 = none
    qsizetype m_string = -1; // where the string that is open begins
    int m_depth = 0;
};

} // namespace easel
