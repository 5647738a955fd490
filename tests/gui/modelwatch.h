// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractItemModelTester>
#include <QAbstractItemView>
#include <QAbstractProxyModel>
#include <QSet>
#include <QWidget>

namespace easel::testing {

// Puts Qt's model tester on every model of ours that this window shows or owns; it goes on as long as the
// model lives. Returns their classes.
inline QSet<QString> watchModels(const QWidget *window)
{
    QList<QAbstractItemModel *> models = window->findChildren<QAbstractItemModel *>();
    for (const QAbstractItemView *view : window->findChildren<QAbstractItemView *>()) {
        for (QAbstractItemModel *model = view->model(); model;) {
            models << model;
            const auto *proxy = qobject_cast<QAbstractProxyModel *>(model);
            model = proxy ? proxy->sourceModel() : nullptr;
        }
    }
    QSet<QString> classes;
    for (QAbstractItemModel *model : std::as_const(models)) {
        const QString name = QString::fromLatin1(model->metaObject()->className());
        if (!name.startsWith(QLatin1String("easel::")))
            continue;
        classes << name;
        // The tester fetches more while it hears of a reset and then complains of the rows that come: this
        // one, which fetches, is tested on its own (tst_mainwindow).
        if (name == QLatin1String("easel::RelationModel"))
            continue;
        if (!model->findChild<QAbstractItemModelTester *>({}, Qt::FindDirectChildrenOnly)) {
            new QAbstractItemModelTester(model, QAbstractItemModelTester::FailureReportingMode::QtTest,
                                         model);
        }
    }
    return classes;
}

} // namespace easel::testing
