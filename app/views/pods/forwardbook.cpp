// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/views/pods/forwardbook.h"

#include "app/look/plaintip.h"
#include "core/base/text.h"

#include <QLocale>

namespace easel {

namespace {

bool isNumber(int column)
{
    return column == ForwardBook::PortColumn || column == ForwardBook::ConnectionsColumn;
}

} // namespace

QString ForwardBook::open(PodStreams *pods, const QString &namespaceName, const QString &pod, int remotePort,
                          int localPort)
{
    PortForward *forward = pods->forward(namespaceName, pod, remotePort, localPort, this);
    if (forward->localPort() == 0) {
        const QString problem = forward->problem();
        delete forward;
        return problem;
    }
    const int row = int(m_forwards.size());
    beginInsertRows({}, row, row);
    m_forwards.append(forward);
    endInsertRows();
    connect(forward, &PortForward::changed, this, [this, forward] {
        const int at = int(m_forwards.indexOf(forward));
        if (at >= 0)
            Q_EMIT dataChanged(index(at, 0), index(at, ColumnCount - 1));
    });
    return {};
}

void ForwardBook::stop(int row)
{
    if (row < 0 || row >= m_forwards.size())
        return;
    beginRemoveRows({}, row, row);
    PortForward *forward = m_forwards.takeAt(row);
    endRemoveRows();
    forward->disconnect(this);
    forward->stop();
    forward->deleteLater();
}

void ForwardBook::stopAll()
{
    while (!m_forwards.isEmpty())
        stop(0);
}

PortForward *ForwardBook::at(int row) const
{
    return m_forwards.value(row);
}

QString ForwardBook::addressAt(int row) const
{
    const PortForward *forward = m_forwards.value(row);
    return forward ? QStringLiteral("127.0.0.1:%1").arg(forward->localPort()) : QString();
}

int ForwardBook::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_forwards.size());
}

int ForwardBook::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant ForwardBook::data(const QModelIndex &index, int role) const
{
    const PortForward *forward = m_forwards.value(index.row());
    if (!forward)
        return {};
    if (role == Qt::ToolTipRole && index.column() == StateColumn)
        return plainTip(forward->problem());
    if (role == Qt::TextAlignmentRole && isNumber(index.column()))
        return int(Qt::AlignRight | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    const QLocale locale;
    switch (index.column()) {
    case LocalColumn:
        return addressAt(index.row());
    case PodColumn:
        return cleanedLine(forward->namespaceName() + u'/' + forward->pod());
    case PortColumn:
        return QString::number(forward->remotePort());
    case ConnectionsColumn:
        return tr("%1 of %2")
            .arg(locale.toString(forward->connections()), locale.toString(forward->connectionsSeen()));
    case TrafficColumn:
        return tr("%1 in, %2 out").arg(byteText(forward->bytesIn()), byteText(forward->bytesOut()));
    case StateColumn:
        return forward->problem().isEmpty() ? tr("Open") : forward->problem();
    default:
        return {};
    }
}

QVariant ForwardBook::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation == Qt::Horizontal && role == Qt::TextAlignmentRole)
        return isNumber(section) ? int(Qt::AlignRight | Qt::AlignVCenter)
                                 : int(Qt::AlignLeft | Qt::AlignVCenter);
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    switch (section) {
    case LocalColumn:
        return tr("This computer");
    case PodColumn:
        return tr("Pod");
    case PortColumn:
        return tr("Port");
    case ConnectionsColumn:
        return tr("Connections");
    case TrafficColumn:
        return tr("Traffic");
    case StateColumn:
        return tr("State");
    default:
        return {};
    }
}

} // namespace easel
