// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/clients/onceonlybody.h"

#include <algorithm>
#include <cstring>

namespace easel {

OnceOnlyBody::OnceOnlyBody(QByteArray data, QObject *parent)
    : QIODevice(parent)
    , m_data(std::move(data))
{
    open(QIODevice::ReadOnly | QIODevice::Unbuffered);
}

qint64 OnceOnlyBody::bytesAvailable() const
{
    return m_data.size() - m_position + QIODevice::bytesAvailable();
}

qint64 OnceOnlyBody::readData(char *data, qint64 maxSize)
{
    const qint64 size = std::min<qint64>(maxSize, m_data.size() - m_position);
    if (size <= 0)
        return m_position < m_data.size() ? 0 : -1;
    std::memcpy(data, m_data.constData() + m_position, static_cast<size_t>(size));
    m_position += size;
    return size;
}

qint64 OnceOnlyBody::writeData(const char *, qint64)
{
    return -1;
}

} // namespace easel
