// SPDX-License-Identifier: GPL-3.0-or-later
// The GPU quota dashboard with the ledger of a large estate: 50 tenants, 5,000 projects, 50,000 deployments
// with GPUs of their own. One deployment after the other asks for a machine more or less; prints "painted"
// and "gui": milliseconds from the event until its tenant's row is painted, and how many of them the GUI
// thread worked (medians), and "open": until the whole estate was painted first.
#include "app/context/appcontext.h"
#include "app/look/look.h"
#include "app/models/quotatreemodel.h"
#include "app/shell/fileprompter.h"
#include "app/views/quota/quotadashboard.h"
#include "app/views/quota/quotatreeview.h"
#include "core/domain/kinds.h"
#include "core/headless/rawrows.h"
#include "tests/gui/fakesource.h"

#include <QApplication>
#include <QElapsedTimer>
#include <QEventLoop>
#include <QJsonArray>
#include <QJsonDocument>
#include <QTemporaryDir>
#include <QTimer>

#include <algorithm>
#include <cstdio>
#include <ctime>

using namespace easel;
using namespace Qt::StringLiterals;

namespace {

constexpr int tenants = 50;
constexpr int projects = 5'000;
constexpr int deployments = 50'000;
constexpr int events = 31;

QJsonObject objectOf(const char *kind, const QString &place, const QString &name, const QJsonObject &spec)
{
    QJsonObject metadata{{u"name"_s, name}, {u"uid"_s, QLatin1String(kind) + u'/' + place + u'/' + name}};
    if (!place.isEmpty())
        metadata.insert(u"namespace"_s, place);
    return {{u"apiVersion"_s, u"spectrocloud.com/v1alpha1"_s},
            {u"kind"_s, QLatin1String(kind)},
            {u"metadata"_s, metadata},
            {u"spec"_s, spec}};
}

QString projectName(int number)
{
    return u"project-%1"_s.arg(number, 4, 10, QLatin1Char('0'));
}

QJsonObject deployment(int number, int machines)
{
    static const QStringList families{u"NVIDIA-H100"_s, u"NVIDIA-H200"_s, u"NVIDIA-L40S"_s};
    const QJsonObject workers{
        {u"name"_s, u"w"_s},
        {u"nodeCount"_s, machines},
        {u"gpu"_s, QJsonObject{{u"family"_s, families.at(number % 3)}, {u"gpuCount"_s, 8}}}};
    const QJsonObject pools{{u"workerPools"_s, QJsonArray{workers}}};
    const QJsonObject config{
        {u"paletteClusterDeploymentConfig"_s,
         QJsonObject{{u"cloudType"_s, u"edge-native"_s}, {u"nodePoolRequirements"_s, pools}}}};
    return objectOf("AIWorkload", projectName(number % projects), u"deployment-%1"_s.arg(number),
                    {{u"compute"_s, QJsonObject{{u"dedicated"_s, config}}}});
}

// Feeds a store and notes the time of the next paint of the rows after the dashboard took the news.
class Stage : public QObject
{
public:
    explicit Stage(testing::FakeSource *source)
        : m_source(source)
    {}

    void put(const char *kind, const QList<QJsonObject> &objects)
    {
        const ResourceType type = kindInfo(u"spectrocloud.com", QString::fromLatin1(kind))->type();
        const auto store = m_source->feed(type);
        Delta delta;
        for (const QJsonObject &object : objects) {
            const QByteArray json = QJsonDocument(object).toJson(QJsonDocument::Compact);
            if (auto row = store->extractor()->extract({json.constData(), size_t(json.size())}))
                delta.upserts << *row;
        }
        store->apply(delta);
        Truth live;
        live.phase = Truth::Phase::Live;
        store->setTruth(live);
    }

    void watch(QuotaDashboard *dashboard)
    {
        m_viewport = dashboard->tree()->viewport();
        m_viewport->installEventFilter(this);
        connect(dashboard, &QuotaDashboard::shown, this, [this] { m_taken = true; });
    }

    // False: nothing was painted in time.
    bool waitForPaint()
    {
        m_taken = m_painted = false;
        QEventLoop loop;
        m_loop = &loop;
        QTimer::singleShot(120'000, &loop, &QEventLoop::quit);
        loop.exec();
        m_loop = nullptr;
        return m_painted;
    }

    bool eventFilter(QObject *watched, QEvent *event) override
    {
        if (watched == m_viewport && event->type() == QEvent::Paint && m_taken && !m_painted) {
            m_painted = true;
            // When this paint is done.
            QTimer::singleShot(0, this, [this] {
                if (m_loop)
                    m_loop->quit();
            });
        }
        return QObject::eventFilter(watched, event);
    }

private:
    testing::FakeSource *m_source;
    QObject *m_viewport = nullptr;
    QEventLoop *m_loop = nullptr;
    bool m_taken = false;
    bool m_painted = false;
};

double threadMs()
{
    timespec now{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return double(now.tv_sec) * 1e3 + double(now.tv_nsec) / 1e6;
}

double median(QList<double> values)
{
    std::sort(values.begin(), values.end());
    return values.at(values.size() / 2);
}

} // namespace

int main(int argc, char **argv)
{
    QApplication application(argc, argv);
    QTemporaryDir home;
    AppContext context(AppPaths::below(home.path()), std::make_unique<FilePrompter>());
    Look::install();
    auto fake = std::make_unique<testing::FakeSource>(columnsAndObjects);
    testing::FakeSource *source = fake.get();
    QList<ResourceType> types;
    for (const char *kind : {"Tenant", "Project", "ComputeConfig", "Compute", "ComputePool", "AIWorkload"})
        types << kindInfo(u"spectrocloud.com", QString::fromLatin1(kind))->type();
    source->setTypes(types);
    context.setSource(std::move(fake));
    Stage stage(source);

    QList<QJsonObject> objects;
    for (int i = 0; i < tenants; ++i) {
        const QJsonObject limits{{u"NVIDIA-H100"_s, 8000}, {u"*"_s, 16000}};
        objects << objectOf("Tenant", {}, u"tenant-%1"_s.arg(i, 2, 10, QLatin1Char('0')),
                            {{u"gpuResources"_s, QJsonObject{{u"limits"_s, limits}}}});
    }
    stage.put("Tenant", objects);
    objects.clear();
    for (int i = 0; i < projects; ++i) {
        const QJsonObject gpus{{u"limits"_s, QJsonObject{{u"*"_s, 400}}},
                               {u"requests"_s, QJsonObject{{u"NVIDIA-H100"_s, 8}}}};
        const QJsonObject tenant{{u"name"_s, u"tenant-%1"_s.arg(i % tenants, 2, 10, QLatin1Char('0'))}};
        objects << objectOf("Project", projectName(i), projectName(i),
                            {{u"tenantRef"_s, tenant}, {u"gpuResources"_s, gpus}});
    }
    stage.put("Project", objects);
    for (const char *kind : {"ComputeConfig", "Compute", "ComputePool"})
        stage.put(kind, {});
    objects.clear();
    for (int i = 0; i < deployments; ++i)
        objects << deployment(i, 1 + i % 2);
    stage.put("AIWorkload", objects);
    objects.clear();

    QElapsedTimer clock;
    clock.start();
    QuotaDashboard dashboard(&context, nullptr);
    dashboard.resize(1280, 800);
    stage.watch(&dashboard);
    dashboard.show();
    if (!stage.waitForPaint())
        return 1;
    const double open = double(clock.nsecsElapsed()) / 1e6;

    QList<double> painted;
    QList<double> gui;
    for (int event = 0; event < events; ++event) {
        // Of the tenants that are on top.
        const int number = event % 5;
        const QString tenant = u"t/tenant-%1"_s.arg(number, 2, 10, QLatin1Char('0'));
        const auto used = [&] {
            const QuotaTreeModel *model = dashboard.model();
            return model->indexOf(tenant)
                .siblingAtColumn(model->columnOf(QuotaTreeModel::Part::Used, u"NVIDIA-H100"_s))
                .data()
                .toString();
        };
        const QString before = used();
        const QList<QJsonObject> one{deployment(number, 3 + event / 5)};
        clock.restart();
        const double begin = threadMs();
        stage.put("AIWorkload", one);
        if (!stage.waitForPaint())
            return 1;
        painted << double(clock.nsecsElapsed()) / 1e6;
        gui << threadMs() - begin;
        if (number % 3 == 0 && used() == before) {
            std::fprintf(stderr, "bench_dashboard: the event is not to be seen\n");
            return 1;
        }
    }
    std::printf("painted %.2f\ngui %.2f\nopen %.2f\n", median(painted), median(gui), open);
    return 0;
}
