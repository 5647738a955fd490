// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/look/look.h"
#include "app/views/conflictbox.h"
#include "app/views/diffview.h"
#include "app/views/parts/banner.h"
#include "app/views/parts/elidedlabel.h"
#include "app/views/planview.h"

#include <QApplication>
#include <QClipboard>
#include <QDir>
#include <QHelpEvent>
#include <QLabel>
#include <QListView>
#include <QPushButton>
#include <QRadioButton>
#include <QSignalSpy>
#include <QTest>
#include <QToolTip>

using namespace easel;
using namespace Qt::StringLiterals;

namespace {

void keep(QWidget *widget, const QString &name)
{
    const QString folder = qEnvironmentVariable("EASEL_SCREENSHOTS");
    if (folder.isEmpty())
        return;
    QDir().mkpath(folder);
    for (const qreal ratio : {1.0, 2.0}) {
        QPixmap pixmap(widget->size() * ratio);
        pixmap.setDevicePixelRatio(ratio);
        pixmap.fill(Look::theme().window);
        widget->render(&pixmap);
        pixmap.save(QStringLiteral("%1/%2%3.png").arg(folder, name, ratio > 1 ? u"@2x"_s : QString()));
    }
}

PlanItem item(const QString &kind, const QString &name, PlanItem::Change change,
              const QString &group = u"spectrocloud.com/v1alpha1"_s)
{
    PlanItem made;
    made.ref = {group, kind, u"vision"_s, name};
    made.change = change;
    return made;
}

const QString specBefore =
    u"spec:\n  displayName: Vision\n  gpuResources:\n    limits:\n      NVIDIA-H100: 24\n      NVIDIA-L40S: "
    u"12\n"
    "    requests:\n      NVIDIA-H100: 8\n  roleMapping:\n    editor: [vision-staff]\n"_s;
const QString specAfter =
    u"spec:\n  displayName: Vision\n  gpuResources:\n    limits:\n      NVIDIA-H100: 32\n      NVIDIA-L40S: "
    u"12\n"
    "    requests:\n      NVIDIA-H100: 16\n  roleMapping:\n    editor: [vision-staff]\n    viewer: [vision-guests]\n"_s;

QString metadata()
{
    QString text =
        u"apiVersion: spectrocloud.com/v1alpha1\nkind: Project\nmetadata:\n  name: vision\n  labels:\n"_s;
    for (int i = 1; i <= 20; ++i)
        text += QStringLiteral("    label-%1: \"%1\"\n").arg(i);
    return text;
}

Plan samplePlan()
{
    Plan plan;
    plan.title = u"more H100 for vision"_s;
    plan.sourceTitle = u"hub-north"_s;
    plan.testedAt = QDateTime::currentDateTimeUtc();
    PlanItem project = item(u"Project"_s, u"vision"_s, PlanItem::Change::Change);
    project.beforeText = metadata() + specBefore;
    project.afterText = metadata() + specAfter;
    for (const auto &[field, theirs, mine] : {std::tuple{u"limits"_s, 24, 32}, {u"requests"_s, 8, 16}}) {
        FieldConflict conflict;
        conflict.manager = u"argocd-controller"_s;
        conflict.since = QDateTime::currentDateTimeUtc().addDays(-3);
        conflict.pointer = JsonPointer::of({u"spec"_s, u"gpuResources"_s, field, u"NVIDIA-H100"_s});
        conflict.theirs = theirs;
        conflict.mine = mine;
        project.conflicts << conflict;
    }
    plan.items << project << item(u"ComputePool"_s, u"crevasse-train"_s, PlanItem::Change::Change)
               << item(u"ScalingPolicy"_s, u"autumn-gpus"_s, PlanItem::Change::Create)
               << item(u"ScalingPolicy"_s, u"summer-gpus"_s, PlanItem::Change::Delete)
               << item(u"Environment"_s, u"crevasse-train"_s, PlanItem::Change::Unchanged);
    plan.items[2].afterText = u"kind: ScalingPolicy\n"_s;
    plan.items[3].beforeText = u"kind: ScalingPolicy\n"_s;
    return plan;
}

QStringList texts(const QAbstractItemModel *model)
{
    QStringList list;
    for (int row = 0; row < model->rowCount(); ++row)
        list << model->index(row, 0).data().toString();
    return list;
}

} // namespace

class TestPlanView : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        QFont font(u"Inter"_s);
        font.setPixelSize(13);
        QApplication::setFont(font);
        Look::install(ColorMode::Light)->setReducedMotion(true);
    }

    // What only the hub has stays until its box is ticked, by mouse or by key.
    void ticksWhatIsNotInTheFolder()
    {
        Plan plan;
        plan.items << item(u"ScalingPolicy"_s, u"stray"_s, PlanItem::Change::NotInFolder);
        plan.items[0].chosen = false;
        plan.items[0].beforeText = u"kind: ScalingPolicy\n"_s;
        PlanView view;
        view.resize(900, 500);
        view.setPlan(plan);
        view.show();
        QVERIFY(QTest::qWaitForWindowExposed(&view));
        auto *list = view.findChild<QListView *>(u"planList"_s);
        const QModelIndex row = list->model()->index(1, 0);
        const QRect box = list->visualRect(row);
        keep(&view, u"plan-not-in-folder"_s);
        QVERIFY(!view.plan().hasChanges());
        QTest::mouseClick(list->viewport(), Qt::LeftButton, {}, {box.left() + 100, box.center().y()});
        QVERIFY(!view.plan().hasChanges()); // beside the box
        QSignalSpy changed(&view, &PlanView::planChanged);
        QTest::mouseClick(list->viewport(), Qt::LeftButton, {}, {box.left() + 20, box.center().y()});
        QVERIFY(view.plan().items.first().chosen);
        QCOMPARE(changed.size(), 1);
        keep(&view, u"plan-not-in-folder-ticked"_s);
        list->setFocus();
        QTest::keyClick(list, Qt::Key_Space);
        QVERIFY(!view.plan().items.first().chosen);
    }

    // A name as long as Kubernetes allows takes neither the list's room nor the screen's.
    void aLongNameGivesWay()
    {
        Plan plan;
        plan.items << item(u"ScalingPolicy"_s, QString(253, u'a'), PlanItem::Change::Create);
        plan.items[0].afterText = u"kind: ScalingPolicy\n"_s;
        PlanView view;
        view.resize(900, 500);
        view.setPlan(plan);
        view.show();
        QVERIFY(QTest::qWaitForWindowExposed(&view));
        auto *list = view.findChild<QListView *>(u"planList"_s);
        QTRY_VERIFY(list->width() >= 190);
        QVERIFY(view.width() <= 900);
        const auto labels = view.findChildren<ElidedLabel *>();
        const auto name = std::find_if(labels.begin(), labels.end(),
                                       [](const ElidedLabel *label) { return label->text().size() == 253; });
        QVERIFY(name != labels.end());
        QHelpEvent help(QEvent::ToolTip, QPoint(5, 5), (*name)->mapToGlobal(QPoint(5, 5)));
        QApplication::sendEvent(*name, &help);
        QVERIFY2(QToolTip::text().contains((*name)->text()), qPrintable(QToolTip::text()));
        QToolTip::hideText();
        keep(&view, u"plan-long-name"_s);
    }

    void showsThePlanBySections()
    {
        PlanView view;
        view.resize(1072, 588);
        view.setPlan(samplePlan());
        view.show();
        view.activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(&view));
        auto *list = view.findChild<QListView *>(u"planList"_s);
        QCOMPARE(texts(list->model()),
                 (QStringList{u"Change"_s, u"vision"_s, u"crevasse-train"_s, u"Create"_s, u"autumn-gpus"_s,
                              u"Delete"_s, u"summer-gpus"_s, u"Unchanged"_s, u"crevasse-train"_s}));
        QCOMPARE(list->currentIndex().row(), 1);
        QCOMPARE(list->sizeHintForRow(1), 44);
        QTest::qWait(50);
        keep(&view, u"plan-light"_s);
        Look::instance()->setMode(ColorMode::Dark);
        QTest::qWait(20);
        keep(&view, u"plan-dark"_s);
        Look::instance()->setMode(ColorMode::Light);
    }

    void nothingIsDecidedForThePerson()
    {
        PlanView view;
        view.resize(1072, 588);
        view.setPlan(samplePlan());
        view.show();
        QVERIFY(QTest::qWaitForWindowExposed(&view));
        QVERIFY(!view.plan().isApplicable());
        const QList<QRadioButton *> choices = view.findChildren<QRadioButton *>();
        QCOMPARE(choices.size(), 4);
        for (const QRadioButton *choice : choices)
            QVERIFY(!choice->isChecked());
        QSignalSpy changed(&view, &PlanView::planChanged);
        QTest::keyClick(view.findChild<QRadioButton *>(u"take./spec/gpuResources/limits/NVIDIA-H100"_s),
                        Qt::Key_Space);
        QVERIFY(!view.plan().isApplicable());
        QCOMPARE(view.plan().items.first().conflicts.first().decision, FieldConflict::Decision::TakeOver);
        QTest::keyClick(view.findChild<QRadioButton *>(u"keep./spec/gpuResources/requests/NVIDIA-H100"_s),
                        Qt::Key_Space);
        QCOMPARE(changed.size(), 2);
        QVERIFY2(view.plan().isApplicable(), qPrintable(view.plan().blockers().join(u' ')));
    }

    // Mine, theirs, and what both come from; one owner's fields are decided at once when somebody wants that.
    void threeWaysOfAField()
    {
        Plan plan = samplePlan();
        plan.items[0].conflicts[0].common = QJsonValue(24); // theirs did not move
        plan.items[0].conflicts[1].common = QJsonValue(4);
        FieldConflict other = plan.items[0].conflicts[0];
        other.manager = u"kubectl-edit"_s;
        other.pointer = JsonPointer::of({u"spec"_s, u"displayName"_s});
        plan.items[0].conflicts << other;
        PlanView view;
        view.resize(1072, 588);
        view.setPlan(plan);
        view.show();
        QVERIFY(QTest::qWaitForWindowExposed(&view));
        QStringList labels;
        for (const QLabel *label : view.findChildren<QLabel *>())
            labels << label->text();
        QVERIFY2(labels.contains(u"When you began"_s) && labels.contains(u"4"_s),
                 qPrintable(labels.join(u'|')));
        keep(&view, u"plan-three-ways"_s);
        view.resize(760, 588);
        keep(&view, u"plan-three-ways-narrow"_s);
        const auto all = view.findChildren<QPushButton *>(u"takeAll"_s);
        QCOMPARE(all.size(), 1); // one field of an owner has its own two choices
        QTest::mouseClick(all.first(), Qt::LeftButton);
        const QList<FieldConflict> &decided = view.plan().items.first().conflicts;
        QCOMPARE(decided.at(0).decision, FieldConflict::Decision::TakeOver);
        QCOMPARE(decided.at(1).decision, FieldConflict::Decision::TakeOver);
        QCOMPARE(decided.at(2).decision, FieldConflict::Decision::Undecided);
        QVERIFY(!view.plan().isApplicable());
    }

    void diffFoldsAndCopiesByKey()
    {
        DiffView diff;
        diff.resize(700, 400);
        diff.setTexts(metadata() + specBefore, metadata() + specAfter);
        diff.show();
        diff.activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(&diff));
        QCOMPARE(diff.removedLines(), 2);
        QCOMPARE(diff.addedLines(), 3);
        const int folded = diff.model()->rowCount();
        QVERIFY(folded < 25);
        diff.setFocus();
        diff.setCurrentIndex(diff.model()->index(0, 0));
        QTest::keyClick(&diff, Qt::Key_Return);
        QVERIFY(diff.model()->rowCount() > folded);
        const QStringList rows = texts(diff.model());
        int removed = -1;
        for (int row = 0; row < rows.size(); ++row)
            if (removed < 0 && rows.at(row).contains(u"NVIDIA-H100: 24"))
                removed = row;
        QVERIFY(removed >= 0);
        diff.setCurrentIndex(diff.model()->index(removed, 0));
        QTest::keyClick(&diff, Qt::Key_C, Qt::ControlModifier);
        QVERIFY(QGuiApplication::clipboard()->text().contains(u"NVIDIA-H100: 24"_s));
        diff.setMode(DiffView::Mode::SideBySide);
        keep(&diff, u"diff-side-by-side"_s);
        diff.setMode(DiffView::Mode::Result);
        QVERIFY(!texts(diff.model()).join(u'\n').contains(u"NVIDIA-H100: 24"_s));
        keep(&diff, u"diff-result"_s);
    }

    void failureSaysWhatAndOffersAgain()
    {
        PlanView view;
        view.resize(800, 400);
        view.show();
        QVERIFY(QTest::qWaitForWindowExposed(&view));
        view.setError(
            makeError(Error::Kind::Network, u"connection refused"_s).tried(u"test the plan on hub-north"_s));
        auto *banner = view.findChild<Banner *>();
        QVERIFY(banner->isVisible());
        QVERIFY2(banner->text().contains(u"connection refused"_s), qPrintable(banner->text()));
        QSignalSpy again(&view, &PlanView::retryRequested);
        QTest::keyClick(banner->findChild<QAbstractButton *>(), Qt::Key_Space);
        QCOMPARE(again.size(), 1);
    }
};

QTEST_MAIN(TestPlanView)
#include "tst_planview.moc"
