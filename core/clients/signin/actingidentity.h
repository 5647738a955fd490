// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clients/signin/identitysource.h"

#include <memory>

namespace easel {

// Signs in as another source does and then acts for somebody else (impersonation). Whom that source acts for
// by itself no longer counts: the server lets nobody act for somebody who acts for somebody.
class ActingIdentity : public IdentitySource
{
    Q_OBJECT

public:
    ActingIdentity(std::shared_ptr<IdentitySource> own, QString user, QStringList groups);

    ServerAddress server() const override { return m_own->server(); }
    QString userName() const override { return m_own->userName(); }
    QString signInText() const override { return m_own->signInText(); }
    QString impersonatedUser() const override { return m_user; }
    QStringList impersonatedGroups() const override { return m_groups; }
    bool canRenew() const override { return m_own->canRenew(); }
    void askAgain() override;

protected:
    Call<Connection> make(bool refused) override;

private:
    std::shared_ptr<IdentitySource> m_own;
    QString m_user;
    QStringList m_groups;
    std::optional<Connection> m_given; // by the own one, as it was
};

} // namespace easel
