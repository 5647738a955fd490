// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/row.h"
#include "core/store/sharedtexts.h"

#include <array>
#include <cstring>
#include <iterator>
#include <memory>
#include <vector>

namespace easel {

namespace packed {

// In front of each cell, of the state's reason and of each label. What is not below `SmallNumber` is a number
// itself.
enum Tag : quint8 {
    NoneTag,
    RealTag,    // eight bytes
    TextTag,    // size, bytes
    SharedTag,  // number of the text
    NameTag,    // the row's name
    CreatedTag, // the row's createdMs
    NumberTag,  // zigzag
    SmallNumber = 16,
};

inline quint64 getVarint(const char *&at)
{
    quint64 value = 0;
    for (int shift = 0;; shift += 7) {
        const auto byte = quint8(*at++);
        value |= quint64(byte & 127) << shift;
        if (byte < 128)
            return value;
    }
}

} // namespace packed

class RowList;

// A cell as it is kept.
struct PackedCell
{
    enum class Kind : quint8 { None, Number, Real, Text };
    Kind kind = Kind::None;
    bool isName = false;   // the text is the row's name
    bool isShared = false; // the text is kept once for all rows that have it, as `shared`
    quint32 shared = 0;
    qint64 number = 0;
    double real = 0;
    std::string_view text; // UTF-8

    Cell cell() const;
};

// One row of a RowList without unpacking it; true until the list changes.
class RowView
{
public:
    QString uid() const;
    QString resourceVersion() const;
    QString namespaceName() const;
    QString name() const;
    qint64 createdMs() const { return m_head->createdMs; }
    Tone tone() const { return Tone(m_head->tone); }
    bool isDeleting() const { return m_head->flags & Deleting; }
    QString stateWord() const;
    QString stateReason() const;
    QByteArray labels() const; // "k=v\n" lines, sorted
    QByteArray raw() const;
    ObjectRef target() const;
    int cellCount() const { return m_head->cells; }
    Cell cell(int position) const; // none beyond the last
    Row row() const;

    // As they are kept, for those who look at very many rows.
    std::string_view nameBytes() const { return {body(), m_head->nameSize}; }
    std::string_view namespaceBytes() const { return bytesOf(m_head->space); }
    quint32 sharedNamespace() const { return m_head->space; }
    std::string_view reasonBytes() const;
    PackedCell packedCell(int position) const;
    // fn(int position, const PackedCell &) -> bool, true to go on.
    template <typename F>
    void forEachCell(F &&fn) const;

private:
    friend class RowList;
    enum Flag : quint8 { Deleting = 1, UuidText = 2, VersionText = 4 };
    // In front of each row's bytes. Behind it: name, uid and version where they are texts, the reason of the
    // state, the number of labels, labels, cells.
    struct Head
    {
        qint64 createdMs;
        quint64 version;         // resourceVersion when it is a number
        std::array<char, 16> id; // uid when it is a UUID
        quint32 size;            // of all, this included
        quint32 nameSize;
        quint32 space; // namespace, shared
        quint32 state; // state word, shared
        quint16 cells;
        quint8 tone;
        quint8 flags;
    };
    RowView(const RowList *list, int position, const char *block)
        : m_list(list)
        , m_head(reinterpret_cast<const Head *>(block))
        , m_position(position)
    {}
    const char *body() const { return reinterpret_cast<const char *>(m_head) + sizeof(Head); }
    const char *afterName() const { return body() + m_head->nameSize; }
    std::string_view bytesOf(quint32 shared) const;
    PackedCell read(const char *&at) const;
    std::string_view uidText(const char *&at) const;
    std::string_view versionText(const char *&at) const;
    const char *reasonAt() const;
    const char *labelsAt() const;
    const char *cellsAt() const;
    // fn(const PackedCell &) for each label, with its line end; `at` is behind them then.
    template <typename F>
    void forEachLabel(const char *&at, F &&fn) const;

    const RowList *m_list;
    const Head *m_head;
    int m_position;
};

// The rows of a store, in a fifth of the memory that Row values take: each is one run of bytes in blocks of
// many rows, and texts that many rows have are kept once. Knows rows by uid as well.
class RowList
{
public:
    RowList() = default;
    RowList(RowList &&other) noexcept = default;
    RowList &operator=(RowList &&other) noexcept = default;
    RowList(const RowList &) = delete;
    RowList &operator=(const RowList &) = delete;

    int size() const { return int(m_rows.size()); }
    bool isEmpty() const { return m_rows.empty(); }
    RowView view(int position) const { return {this, position, m_rows[std::size_t(position)]}; }
    Row at(int position) const { return view(position).row(); }
    QList<Row> toList() const;
    QByteArrayList raws() const;        // of all rows, shared with them
    int indexOf(QStringView uid) const; // -1

    void append(const Row &row); // whose uid must not be there yet
    void replace(int position, const Row &row);
    void remove(int first, int count);
    // Rows at these positions (ascending) go behind all others, which keep their order. Returns for each old
    // position the new one.
    std::vector<int> moveToEnd(const QList<int> &positions);

    const SharedTexts &texts() const { return m_texts; }
    std::size_t heldBytes() const; // of blocks, unused room included

    class Iterator
    {
    public:
        using iterator_category = std::input_iterator_tag;
        using value_type = Row;
        using difference_type = std::ptrdiff_t;
        using pointer = const Row *;
        using reference = Row;
        Iterator(const RowList *list, int position)
            : m_list(list)
            , m_position(position)
        {}
        Row operator*() const { return m_list->at(m_position); }
        Iterator &operator++()
        {
            ++m_position;
            return *this;
        }
        bool operator==(const Iterator &other) const = default;

    private:
        const RowList *m_list;
        int m_position;
    };
    Iterator begin() const { return {this, 0}; }
    Iterator end() const { return {this, size()}; }

private:
    friend class RowView;
    struct Block
    {
        std::unique_ptr<char[]> bytes;
        std::size_t size = 0;
        std::size_t used = 0;
    };
    // Which texts of a column came before, as hashes: a text is worth sharing when it comes again, and one
    // that never does costs nothing but its bytes.
    struct Habit
    {
        std::vector<quint32> met;
        bool comesAgain(std::string_view text, std::size_t rows);
    };
    const char *pack(const Row &row, const RowView *before = nullptr); // before: what the row was until now
    char *allocate(std::size_t size);
    void appendText(QByteArrayView text, std::size_t habit, const PackedCell &before);
    void appendLabels(const QByteArray &labels, const RowView *before);
    void appendCell(const Row &row, QByteArrayView name, int position, const PackedCell &before);
    void forget(const char *block); // its shared texts
    void compactIfWasteful();
    void insertIntoTable(int position);
    void buildTable(std::size_t slots);
    std::size_t hashOf(const RowView &row) const;
    template <typename F>
    int findSlot(std::size_t hash, F &&isIt) const;

    std::vector<const char *> m_rows;
    std::vector<Block> m_blocks;
    std::size_t m_live = 0;   // bytes of rows
    std::size_t m_wasted = 0; // bytes of rows that are gone or were replaced
    SharedTexts m_texts;
    std::vector<Habit> m_habits; // of reasons, labels, cells
    QByteArray m_scratch;
    // Kept beside, for the few kinds that have them; empty or one a row.
    std::vector<QByteArray> m_raw;
    std::vector<ObjectRef> m_targets;
    // Open addressing from uid to position; a power of two, or empty.
    std::vector<qint32> m_table;
    std::size_t m_tableUsed = 0; // slots that are or were taken
};

inline std::string_view RowView::bytesOf(quint32 shared) const
{
    const QByteArray &bytes = m_list->texts().at(shared);
    return {bytes.constData(), std::size_t(bytes.size())};
}

inline PackedCell RowView::read(const char *&at) const
{
    PackedCell cell;
    const auto tag = quint8(*at++);
    if (tag >= packed::SmallNumber) {
        cell.kind = PackedCell::Kind::Number;
        cell.number = tag - packed::SmallNumber;
        return cell;
    }
    switch (tag) {
    case packed::RealTag:
        cell.kind = PackedCell::Kind::Real;
        std::memcpy(&cell.real, at, sizeof cell.real);
        at += sizeof cell.real;
        break;
    case packed::TextTag: {
        const auto size = std::size_t(packed::getVarint(at));
        cell.kind = PackedCell::Kind::Text;
        cell.text = {at, size};
        at += size;
        break;
    }
    case packed::SharedTag:
        cell.kind = PackedCell::Kind::Text;
        cell.isShared = true;
        cell.shared = quint32(packed::getVarint(at));
        cell.text = bytesOf(cell.shared);
        break;
    case packed::NameTag:
        cell.kind = PackedCell::Kind::Text;
        cell.isName = true;
        cell.text = nameBytes();
        break;
    case packed::CreatedTag:
        cell.kind = PackedCell::Kind::Number;
        cell.number = m_head->createdMs;
        break;
    case packed::NumberTag: {
        const quint64 zigzag = packed::getVarint(at);
        cell.kind = PackedCell::Kind::Number;
        cell.number = qint64(zigzag >> 1) ^ -qint64(zigzag & 1);
        break;
    }
    default:
        break;
    }
    return cell;
}

template <typename F>
void RowView::forEachLabel(const char *&at, F &&fn) const
{
    for (quint64 left = packed::getVarint(at); left > 0; --left)
        fn(read(at));
}

template <typename F>
void RowView::forEachCell(F &&fn) const
{
    const char *at = cellsAt();
    for (int position = 0; position < m_head->cells; ++position) {
        if (!fn(position, read(at)))
            return;
    }
}

} // namespace easel
