// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/streamplaces.h"

namespace easel {

// A watch that begins when there is a place for it, and is interrupted when its turn is over.
class PlacedWatch : public WatchStream
{
    Q_OBJECT

public:
    PlacedWatch(StreamPlaces *places, const StreamGuestPtr &guest, const ListOptions &options,
                StreamPlaces::OpenWatch open, int turnSeconds, QObject *parent);

    void stop() override;

private:
    void begin(bool lasting);
    void leave();
    void interrupt();
    void heldBack();
    void endBeginning(const QList<QByteArray> &events);

    std::unique_ptr<StreamTicket> m_ticket;
    ListOptions m_options;
    StreamPlaces::OpenWatch m_open;
    QPointer<StreamPlaces> m_places;
    int m_turnSeconds;
    QPointer<WatchStream> m_inner;
    QElapsedTimer m_age;
    QTimer m_opening;
    bool m_isList = false; // what was there is still being told
    bool m_lasting = false;
    bool m_over = false;
};

// The same of a whole list.
class PlacedList : public ListStream
{
    Q_OBJECT

public:
    PlacedList(StreamPlaces *places, const StreamGuestPtr &guest, const ListOptions &options,
               StreamPlaces::OpenList open, QObject *parent);

    void stop() override;
    void setPaused(bool paused) override;

private:
    void leave();

    std::unique_ptr<StreamTicket> m_ticket;
    QPointer<ListStream> m_inner;
    bool m_paused = false;
    bool m_over = false;
};

} // namespace easel
