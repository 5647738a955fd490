// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/views/detail/detailtab.h"

class QComboBox;
class QLabel;
class QTreeWidget;

namespace easel {

class KeyValueGrid;
class SectionHeader;

// The cluster profiles of a bundle: layers with their versions, packs and variables, how they differ from
// another version, and who uses them.
class ProfileTab : public DetailTab
{
    Q_OBJECT

public:
    ProfileTab(AppContext *context, QWidget *parent);

    // A bundle with cluster profiles.
    static bool isFor(const ObjectRef &ref, const QJsonObject &object);

protected:
    void showSubject() override;
    void reset() override;

private:
    void showLayers();
    void showVersions();
    void showDifferences();
    void showUsers();
    QList<QJsonObject> versions() const; // of the same base, without this one

    QTreeWidget *m_layers;
    SectionHeader *m_compareHead;
    QComboBox *m_other;
    QTreeWidget *m_differences;
    QLabel *m_same;
    SectionHeader *m_usersHead;
    KeyValueGrid *m_users;
};

} // namespace easel
