// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/rowlist.h"

#include "core/base/growth.h"
#include "core/base/utf8.h"

#include <QUuid>

#include <algorithm>
#include <bit>
#include <cstring>

namespace easel {

namespace {

constexpr qint32 freeSlot = -1;
constexpr qint32 leftSlot = -2; // was taken: what was put behind it is still found
constexpr std::size_t smallestBlock = 1024;
constexpr std::size_t largestBlock = 64 * 1024;
constexpr std::size_t fewestMet = 16;
constexpr std::size_t mostMet = 8192;
constexpr std::size_t reasonHabit = 0;
constexpr std::size_t labelHabit = 1;
constexpr std::size_t firstCellHabit = 2;

// Seven bits a byte, the lowest first.
void putVarint(QByteArray *out, quint64 value)
{
    while (value >= 128) {
        out->append(char(value | 128));
        value >>= 7;
    }
    out->append(char(value));
}

QByteArrayView viewOf(std::string_view text)
{
    return {text.data(), qsizetype(text.size())};
}

std::string_view bytesIn(QByteArrayView view)
{
    return {view.data(), std::size_t(view.size())};
}

QString stringOf(std::string_view text)
{
    return textFromUtf8(viewOf(text));
}

int hexDigit(QChar c)
{
    if (c >= u'0' && c <= u'9')
        return c.unicode() - u'0';
    return c >= u'a' && c <= u'f' ? c.unicode() - u'a' + 10 : -1;
}

// A UUID in the form in which Kubernetes writes it: lower case, no braces.
std::optional<std::array<char, 16>> uuidOf(QStringView uid)
{
    if (uid.size() != 36)
        return std::nullopt;
    std::array<char, 16> bytes{};
    std::size_t digits = 0;
    for (qsizetype i = 0; i < 36; ++i) {
        if (i == 8 || i == 13 || i == 18 || i == 23) {
            if (uid[i] != u'-')
                return std::nullopt;
            continue;
        }
        const int digit = hexDigit(uid[i]);
        if (digit < 0)
            return std::nullopt;
        bytes[digits / 2] = char(quint8(bytes[digits / 2]) << 4 | digit);
        ++digits;
    }
    return bytes;
}

// A number that is written the same way again.
std::optional<quint64> plainNumber(QStringView text)
{
    const bool digits = !text.isEmpty() && text.size() <= 18 && (text.size() == 1 || text[0] != u'0') &&
                        std::all_of(text.begin(), text.end(), [](QChar c) { return c >= u'0' && c <= u'9'; });
    return digits ? std::optional(text.toULongLong()) : std::nullopt;
}

std::size_t hashOfUuid(const std::array<char, 16> &id)
{
    return qHashBits(id.data(), id.size(), QHashSeed::globalSeed());
}

std::size_t hashOfText(std::string_view text)
{
    return qHashBits(text.data(), text.size(), QHashSeed::globalSeed());
}

} // namespace

Cell PackedCell::cell() const
{
    switch (kind) {
    case Kind::None:
        break;
    case Kind::Number:
        return number;
    case Kind::Real:
        return real;
    case Kind::Text:
        return stringOf(text);
    }
    return {};
}

std::string_view RowView::uidText(const char *&at) const
{
    if (!(m_head->flags & UuidText))
        return {};
    const auto size = std::size_t(packed::getVarint(at));
    at += size;
    return {at - size, size};
}

std::string_view RowView::versionText(const char *&at) const
{
    if (!(m_head->flags & VersionText))
        return {};
    const auto size = std::size_t(packed::getVarint(at));
    at += size;
    return {at - size, size};
}

const char *RowView::reasonAt() const
{
    const char *at = afterName();
    uidText(at);
    versionText(at);
    return at;
}

const char *RowView::labelsAt() const
{
    const char *at = reasonAt();
    read(at);
    return at;
}

const char *RowView::cellsAt() const
{
    const char *at = labelsAt();
    forEachLabel(at, [](const PackedCell &) {});
    return at;
}

QString RowView::uid() const
{
    if (m_head->flags & UuidText) {
        const char *at = afterName();
        return stringOf(uidText(at));
    }
    return QUuid::fromRfc4122(QByteArrayView(m_head->id.data(), qsizetype(m_head->id.size())))
        .toString(QUuid::WithoutBraces);
}

QString RowView::resourceVersion() const
{
    if (!(m_head->flags & VersionText))
        return QString::number(m_head->version);
    const char *at = afterName();
    uidText(at);
    return stringOf(versionText(at));
}

QString RowView::namespaceName() const
{
    return stringOf(namespaceBytes());
}

QString RowView::name() const
{
    return stringOf(nameBytes());
}

QString RowView::stateWord() const
{
    return stringOf(bytesOf(m_head->state));
}

std::string_view RowView::reasonBytes() const
{
    const char *at = reasonAt();
    return read(at).text;
}

QString RowView::stateReason() const
{
    return stringOf(reasonBytes());
}

QByteArray RowView::labels() const
{
    QByteArray labels;
    const char *at = labelsAt();
    forEachLabel(at, [&labels](const PackedCell &label) { labels.append(viewOf(label.text)); });
    return labels;
}

QByteArray RowView::raw() const
{
    return m_list->m_raw.empty() ? QByteArray() : m_list->m_raw[std::size_t(m_position)];
}

ObjectRef RowView::target() const
{
    return m_list->m_targets.empty() ? ObjectRef() : m_list->m_targets[std::size_t(m_position)];
}

PackedCell RowView::packedCell(int position) const
{
    PackedCell found;
    forEachCell([&](int at, const PackedCell &cell) {
        if (at == position)
            found = cell;
        return at < position;
    });
    return found;
}

Cell RowView::cell(int position) const
{
    return packedCell(position).cell();
}

Row RowView::row() const
{
    Row row;
    row.uid = uid();
    row.resourceVersion = resourceVersion();
    row.namespaceName = namespaceName();
    row.name = name();
    row.createdMs = createdMs();
    row.tone = tone();
    row.deleting = isDeleting();
    row.stateWord = stateWord();
    row.stateReason = stateReason();
    row.cells.reserve(cellCount());
    forEachCell([&](int, const PackedCell &cell) {
        row.cells.append(cell.isName ? Cell(row.name) : cell.cell());
        return true;
    });
    row.raw = raw();
    row.labels = labels();
    row.target = target();
    return row;
}

QList<Row> RowList::toList() const
{
    QList<Row> rows;
    rows.reserve(size());
    for (int position = 0; position < size(); ++position)
        rows.append(at(position));
    return rows;
}

QByteArrayList RowList::raws() const
{
    return m_raw.empty() ? QByteArrayList(size()) : QByteArrayList(m_raw.begin(), m_raw.end());
}

bool RowList::Habit::comesAgain(std::string_view text, std::size_t rows)
{
    // Four places for each mark: hundreds of texts that come in turn do not drive each other out.
    const auto put = [](std::vector<quint32> *slots, quint32 mark) {
        const auto four = slots->begin() + std::ptrdiff_t((mark & (slots->size() - 1)) / 4 * 4);
        if (std::find(four, four + 4, mark) != four + 4)
            return true;
        const auto empty = std::find(four, four + 4, 0U);
        *(empty != four + 4 ? empty : four + std::ptrdiff_t(mark >> 30)) = mark;
        return false;
    };
    const std::size_t wanted = std::clamp(std::bit_ceil(rows + 1), fewestMet, mostMet);
    if (met.size() < wanted) {
        std::vector<quint32> wider(wanted);
        for (const quint32 mark : std::as_const(met)) {
            if (mark != 0)
                put(&wider, mark);
        }
        met = std::move(wider);
    }
    return put(&met, std::max<quint32>(1, quint32(hashOfText(text))));
}

void RowList::appendText(QByteArrayView text, std::size_t habit, const PackedCell &before)
{
    if (habit >= m_habits.size())
        m_habits.resize(habit + 1);
    const std::string_view bytes = bytesIn(text);
    // A row that comes again has the same texts: that alone is no reason to share them.
    const bool stays =
        before.kind == PackedCell::Kind::Text && !before.isShared && !before.isName && before.text == bytes;
    if (text.isEmpty() || (!stays && m_habits[habit].comesAgain(bytes, m_rows.size()))) {
        m_scratch.append(char(packed::SharedTag));
        putVarint(&m_scratch, m_texts.take(text));
        return;
    }
    m_scratch.append(char(packed::TextTag));
    putVarint(&m_scratch, quint64(text.size()));
    m_scratch.append(text);
}

void RowList::appendLabels(const QByteArray &labels, const RowView *before)
{
    QByteArrayView rest(labels);
    putVarint(&m_scratch, quint64(labels.count('\n') + (labels.isEmpty() || labels.endsWith('\n') ? 0 : 1)));
    const char *at = before ? before->labelsAt() : nullptr;
    quint64 left = before ? packed::getVarint(at) : 0;
    while (!rest.isEmpty()) {
        const qsizetype end = rest.indexOf('\n');
        const QByteArrayView label = end < 0 ? rest : rest.first(end + 1);
        appendText(label, labelHabit, left > 0 ? before->read(at) : PackedCell());
        left -= left > 0 ? 1 : 0;
        rest = rest.sliced(label.size());
    }
}

void RowList::appendCell(const Row &row, QByteArrayView name, int position, const PackedCell &before)
{
    const Cell &cell = row.cells.at(position);
    if (const auto *number = std::get_if<qint64>(&cell)) {
        if (*number >= 0 && *number < 256 - packed::SmallNumber) {
            m_scratch.append(char(packed::SmallNumber + *number));
        } else if (*number == row.createdMs) {
            m_scratch.append(char(packed::CreatedTag));
        } else {
            m_scratch.append(char(packed::NumberTag));
            putVarint(&m_scratch, quint64(*number) << 1 ^ quint64(*number >> 63));
        }
    } else if (const auto *real = std::get_if<double>(&cell)) {
        m_scratch.append(char(packed::RealTag));
        m_scratch.append(reinterpret_cast<const char *>(real), sizeof *real);
    } else if (const auto *text = std::get_if<QString>(&cell)) {
        const QByteArray bytes = text->toUtf8();
        if (bytes == name)
            m_scratch.append(char(packed::NameTag));
        else
            appendText(bytes, firstCellHabit + std::size_t(position), before);
    } else {
        m_scratch.append(char(packed::NoneTag));
    }
}

char *RowList::allocate(std::size_t size)
{
    size = (size + alignof(RowView::Head) - 1) / alignof(RowView::Head) * alignof(RowView::Head);
    if (m_blocks.empty() || m_blocks.back().size - m_blocks.back().used < size) {
        const std::size_t usual = std::clamp(std::bit_ceil(m_live / 2 + 1), smallestBlock, largestBlock);
        const std::size_t bytes = std::max(usual, size);
        m_blocks.push_back({std::make_unique<char[]>(bytes), bytes, 0});
    }
    Block &block = m_blocks.back();
    block.used += size;
    return block.bytes.get() + block.used - size;
}

const char *RowList::pack(const Row &row, const RowView *before)
{
    RowView::Head head{};
    head.createdMs = row.createdMs;
    head.tone = quint8(row.tone);
    head.flags = row.deleting ? RowView::Deleting : 0;
    head.space = m_texts.take(row.namespaceName.toUtf8());
    head.state = m_texts.take(row.stateWord.toUtf8());
    head.cells = quint16(row.cells.size());
    const QByteArray name = row.name.toUtf8();
    head.nameSize = quint32(name.size());

    m_scratch.resize(sizeof head);
    m_scratch.append(name);
    if (const auto id = uuidOf(row.uid)) {
        head.id = *id;
    } else {
        const QByteArray uid = row.uid.toUtf8();
        head.flags |= RowView::UuidText;
        putVarint(&m_scratch, quint64(uid.size()));
        m_scratch.append(uid);
    }
    if (const auto version = plainNumber(row.resourceVersion)) {
        head.version = *version;
    } else {
        const QByteArray text = row.resourceVersion.toUtf8();
        head.flags |= RowView::VersionText;
        putVarint(&m_scratch, quint64(text.size()));
        m_scratch.append(text);
    }
    const char *at = before ? before->reasonAt() : nullptr;
    appendText(row.stateReason.toUtf8(), reasonHabit, before ? before->read(at) : PackedCell());
    appendLabels(row.labels, before);
    at = before ? before->cellsAt() : nullptr;
    for (int position = 0; position < head.cells; ++position) {
        const bool had = before && position < before->cellCount();
        appendCell(row, name, position, had ? before->read(at) : PackedCell());
    }
    head.size = quint32(m_scratch.size());
    std::memcpy(m_scratch.data(), &head, sizeof head);
    char *block = allocate(head.size);
    std::memcpy(block, m_scratch.constData(), head.size);
    m_live += head.size;
    return block;
}

void RowList::forget(const char *block)
{
    const RowView row(this, 0, block);
    m_texts.drop(row.m_head->space);
    m_texts.drop(row.m_head->state);
    const auto drop = [this](const PackedCell &cell) {
        if (cell.isShared)
            m_texts.drop(cell.shared);
    };
    const char *at = row.reasonAt();
    drop(row.read(at));
    row.forEachLabel(at, drop);
    for (int position = 0; position < row.m_head->cells; ++position)
        drop(row.read(at));
    m_live -= row.m_head->size;
    m_wasted += row.m_head->size;
}

void RowList::compactIfWasteful()
{
    if (m_wasted < largestBlock || m_wasted < m_live)
        return;
    std::vector<Block> before;
    before.swap(m_blocks);
    m_wasted = 0;
    for (const char *&row : m_rows) {
        const std::size_t size = reinterpret_cast<const RowView::Head *>(row)->size;
        char *block = allocate(size);
        std::memcpy(block, row, size);
        row = block;
    }
}

void RowList::append(const Row &row)
{
    makeRoom(&m_rows, 1);
    m_rows.push_back(pack(row));
    const auto count = m_rows.size();
    if (!row.raw.isEmpty() || !m_raw.empty()) {
        m_raw.resize(count);
        m_raw.back() = row.raw;
    }
    if (!(row.target == ObjectRef()) || !m_targets.empty()) {
        m_targets.resize(count);
        m_targets.back() = row.target;
    }
    insertIntoTable(int(count) - 1);
}

void RowList::replace(int position, const Row &row)
{
    const char *&place = m_rows[std::size_t(position)];
    const RowView before = view(position);
    place = pack(row, &before); // while the old one is there: texts that both have are not looked for anew
    forget(reinterpret_cast<const char *>(before.m_head));
    if (!row.raw.isEmpty() || !m_raw.empty()) {
        m_raw.resize(m_rows.size());
        m_raw[std::size_t(position)] = row.raw;
    }
    if (!(row.target == ObjectRef()) || !m_targets.empty()) {
        m_targets.resize(m_rows.size());
        m_targets[std::size_t(position)] = row.target;
    }
    compactIfWasteful();
}

void RowList::remove(int first, int count)
{
    const auto begin = std::ptrdiff_t(first);
    const auto end = begin + count;
    for (auto position = begin; position < end; ++position)
        forget(m_rows[std::size_t(position)]);
    m_rows.erase(m_rows.begin() + begin, m_rows.begin() + end);
    if (!m_raw.empty())
        m_raw.erase(m_raw.begin() + begin, m_raw.begin() + end);
    if (!m_targets.empty())
        m_targets.erase(m_targets.begin() + begin, m_targets.begin() + end);
    for (qint32 &slot : m_table) {
        if (slot >= end)
            slot -= count;
        else if (slot >= begin)
            slot = leftSlot;
    }
    compactIfWasteful();
}

std::vector<int> RowList::moveToEnd(const QList<int> &positions)
{
    std::vector<int> newPositions(m_rows.size());
    int kept = 0;
    int moved = size() - int(positions.size());
    auto next = positions.cbegin();
    for (int position = 0; position < size(); ++position) {
        const bool goes = next != positions.cend() && *next == position;
        newPositions[std::size_t(position)] = goes ? moved++ : kept++;
        if (goes)
            ++next;
    }
    const auto arrange = [&newPositions](auto &values) {
        if (values.empty())
            return;
        std::decay_t<decltype(values)> arranged(values.size());
        for (std::size_t position = 0; position < values.size(); ++position)
            arranged[std::size_t(newPositions[position])] = std::move(values[position]);
        values = std::move(arranged);
    };
    arrange(m_rows);
    arrange(m_raw);
    arrange(m_targets);
    for (qint32 &slot : m_table) {
        if (slot >= 0)
            slot = newPositions[std::size_t(slot)];
    }
    return newPositions;
}

std::size_t RowList::heldBytes() const
{
    std::size_t bytes = 0;
    for (const Block &block : m_blocks)
        bytes += block.size;
    return bytes;
}

std::size_t RowList::hashOf(const RowView &row) const
{
    const char *at = row.afterName();
    return row.m_head->flags & RowView::UuidText ? hashOfText(row.uidText(at)) : hashOfUuid(row.m_head->id);
}

template <typename F>
int RowList::findSlot(std::size_t hash, F &&isIt) const
{
    if (m_table.empty())
        return -1;
    const std::size_t mask = m_table.size() - 1;
    for (std::size_t slot = hash & mask;; slot = (slot + 1) & mask) {
        const qint32 position = m_table[slot];
        if (position == freeSlot)
            return -1;
        if (position >= 0 && isIt(view(position)))
            return position;
    }
}

int RowList::indexOf(QStringView uid) const
{
    if (const auto id = uuidOf(uid)) {
        return findSlot(hashOfUuid(*id), [&](const RowView &row) {
            return !(row.m_head->flags & RowView::UuidText) && row.m_head->id == *id;
        });
    }
    const QByteArray bytes = uid.toUtf8();
    const std::string_view text(bytes.constData(), std::size_t(bytes.size()));
    return findSlot(hashOfText(text), [&](const RowView &row) {
        const char *at = row.afterName();
        return (row.m_head->flags & RowView::UuidText) && row.uidText(at) == text;
    });
}

void RowList::buildTable(std::size_t slots)
{
    m_table.assign(slots, freeSlot);
    m_tableUsed = 0;
    const std::size_t mask = slots - 1;
    for (int position = 0; position < size(); ++position) {
        std::size_t slot = hashOf(view(position)) & mask;
        while (m_table[slot] != freeSlot)
            slot = (slot + 1) & mask;
        m_table[slot] = position;
        ++m_tableUsed;
    }
}

void RowList::insertIntoTable(int position)
{
    // At most two thirds of the slots are or were taken.
    if ((m_tableUsed + 1) * 3 > m_table.size() * 2) {
        buildTable(std::bit_ceil(std::max<std::size_t>(16, m_rows.size() * 2)));
        return;
    }
    const std::size_t mask = m_table.size() - 1;
    std::size_t slot = hashOf(view(position)) & mask;
    while (m_table[slot] != freeSlot)
        slot = (slot + 1) & mask;
    m_table[slot] = position;
    ++m_tableUsed;
}

} // namespace easel
