// SPDX-License-Identifier: GPL-3.0-or-later
// For runs with the thread sanitizer, loaded in front of Qt (LD_PRELOAD). Qt as distributions build it is not
// instrumented: that one thread hands something to another through a queued call, a signal or the thread pool
// is invisible to the sanitizer, which then takes all that was handed over for a race. Here both sides say
// so. One mark for all is coarser than the truth; what shares memory without any of Qt's ways is still found.
#include <QDeadlineTimer>
#include <QObject>
#include <QRunnable>
#include <QThread>
#include <QThreadPool>

#include <dlfcn.h>

#include <functional>

// Weak: programs that a test starts have no sanitizer.
extern "C" __attribute__((weak)) void __tsan_acquire(void *address);
extern "C" __attribute__((weak)) void __tsan_release(void *address);

namespace {

char mark;

void handOver()
{
    if (__tsan_release)
        __tsan_release(&mark);
}

void takeOver()
{
    if (__tsan_acquire)
        __tsan_acquire(&mark);
}

template <typename Function>
Function next(const char *symbol)
{
    return reinterpret_cast<Function>(dlsym(RTLD_NEXT, symbol));
}

// Runs in the thread of its receiver.
struct Wrapped : QtPrivate::QSlotObjectBase
{
    explicit Wrapped(QtPrivate::QSlotObjectBase *slot)
        : QSlotObjectBase(&Wrapped::impl)
        , inner(slot)
    {}
    static void impl(int which, QSlotObjectBase *self, QObject *receiver, void **arguments, bool *result)
    {
        auto *wrapped = static_cast<Wrapped *>(self);
        switch (which) {
        case Destroy:
            takeOver();
            wrapped->inner->destroyIfLastRef();
            delete wrapped;
            break;
        case Call:
            takeOver();
            wrapped->inner->call(receiver, arguments);
            handOver();
            break;
        case Compare:
            *result = wrapped->inner->compare(arguments);
            break;
        default:
            break;
        }
    }
    QtPrivate::QSlotObjectBase *inner;
};

class Job : public QRunnable
{
public:
    explicit Job(std::function<void()> job)
        : m_job(std::move(job))
    {}
    void run() override
    {
        takeOver();
        m_job();
        m_job = nullptr; // what it holds ends here
        handOver();
    }

private:
    std::function<void()> m_job;
};

} // namespace

bool QMetaObject::invokeMethodImpl(QObject *object, QtPrivate::QSlotObjectBase *slot, Qt::ConnectionType type,
                                   void *result)
{
    using Function = bool (*)(QObject *, QtPrivate::QSlotObjectBase *, Qt::ConnectionType, void *);
    static const auto real = next<Function>(
        "_ZN11QMetaObject16invokeMethodImplEP7QObjectPN9QtPrivate15QSlotObjectBaseEN2Qt14ConnectionTypeEPv");
    auto *wrapped = new Wrapped(slot);
    handOver();
    return real(object, wrapped, type, result);
}

QMetaObject::Connection QObject::connectImpl(const QObject *sender, void **signal, const QObject *receiver,
                                             void **slotPointer, QtPrivate::QSlotObjectBase *slot,
                                             Qt::ConnectionType type, const int *types,
                                             const QMetaObject *senderMetaObject)
{
    using Function = QMetaObject::Connection (*)(const QObject *, void **, const QObject *, void **,
                                                 QtPrivate::QSlotObjectBase *, Qt::ConnectionType,
                                                 const int *, const QMetaObject *);
    static const auto real = next<Function>(
        "_ZN7QObject11connectImplEPKS_PPvS1_S3_PN9QtPrivate15QSlotObjectBaseEN2Qt14ConnectionTypeE"
        "PKiPK11QMetaObject");
    return real(sender, signal, receiver, slotPointer, new Wrapped(slot), type, types, senderMetaObject);
}

void QMetaObject::activate(QObject *sender, const QMetaObject *meta, int signal, void **arguments)
{
    using Function = void (*)(QObject *, const QMetaObject *, int, void **);
    static const auto real = next<Function>("_ZN11QMetaObject8activateEP7QObjectPKS_iPPv");
    handOver();
    real(sender, meta, signal, arguments);
}

void QThreadPool::start(std::function<void()> job, int priority)
{
    using Function = void (*)(QThreadPool *, QRunnable *, int);
    static const auto real = next<Function>("_ZN11QThreadPool5startEP9QRunnablei");
    auto *runnable = new Job(std::move(job));
    handOver();
    real(this, runnable, priority);
}

bool QThreadPool::waitForDone(int milliseconds)
{
    using Function = bool (*)(QThreadPool *, int);
    static const auto real = next<Function>("_ZN11QThreadPool11waitForDoneEi");
    const bool done = real(this, milliseconds);
    takeOver();
    return done;
}

bool QThread::wait(QDeadlineTimer deadline)
{
    using Function = bool (*)(QThread *, QDeadlineTimer);
    static const auto real = next<Function>("_ZN7QThread4waitE14QDeadlineTimer");
    const bool done = real(this, deadline);
    takeOver();
    return done;
}
