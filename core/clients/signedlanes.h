// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clients/lanes.h"
#include "core/clients/signin/identitysource.h"

namespace easel {

// The lanes of whoever an identity source says we are: the same calls, made when there is an identity. A new
// identity or trust gets new lanes; what runs on the old ones comes to its end there. What the server answers
// with 401 is sent once more as soon as the source gave a newer identity: it was refused before it was looked
// at.
class SignedLanes : public QObject
{
    Q_OBJECT

public:
    explicit SignedLanes(std::shared_ptr<IdentitySource> source, QObject *parent = nullptr);
    ~SignedLanes() override;

    IdentitySource *source() const { return m_source.get(); }
    ServerAddress server() const;
    quint32 generation() const { return m_generation; } // counts lanes

    Call<HttpReply> send(const HttpRequest &request);
    HttpStream *stream(const HttpRequest &request, QObject *parent);
    // New connections from now on; what runs on those of before comes to its end there. A peer that went
    // silent may have left dead ones behind, and nothing tells which.
    void startAfresh();
    // Streams break off with this, and nothing is kept of the last identity.
    void drop(const Error &error);

Q_SIGNALS:
    void renewed();  // other lanes than before: streams should be opened anew
    void outdated(); // the source has something else, or nothing any more
    void dropped(const easel::Error &error);

private:
    friend class SignedStream;
    // The lanes of what the source has now. `made` is what it answered a moment ago: what came meanwhile is
    // newer. Use them at once, they may be others soon.
    Lanes *lanesFor(const Connection &made);
    bool isSame(const Connection &other) const; // as that of the lanes in use
    void setAside();
    Call<HttpReply> sendAgain(const HttpRequest &request, const Connection &used,
                              const Result<HttpReply> &refusal);

    std::shared_ptr<IdentitySource> m_source;
    std::unique_ptr<Lanes> m_lanes;
    Connection m_connection;
    quint32 m_generation = 0;
};

} // namespace easel
