// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <QCoreApplication>
#include <QObject>
#include <QPointer>
#include <QThreadPool>

#include <functional>
#include <memory>
#include <mutex>
#include <type_traits>
#include <vector>

namespace easel {

// Nothing to hand over but that it is done.
struct Done
{};

namespace detail {

template <typename T>
struct CallState
{
    struct Listener
    {
        QPointer<QObject> context;
        std::function<void(const Result<T> &)> handler;
    };
    std::mutex mutex;
    std::optional<Result<T>> result;
    std::vector<Listener> listeners;
    std::function<void()> cancelUpstream;
    bool canceled = false;

    static void deliver(std::shared_ptr<CallState> state, Listener listener)
    {
        // Always queued: a handler never runs inside the function that asked, so no caller sees half a state.
        // The application is called, not the context: that may be dying in its thread while a pool thread
        // finishes, so only there can be asked whether it still lives.
        QCoreApplication *application = QCoreApplication::instance();
        if (!application)
            return;
        QMetaObject::invokeMethod(
            application,
            [state = std::move(state), listener = std::move(listener)] {
                if (listener.context)
                    listener.handler(*state->result);
            },
            Qt::QueuedConnection);
    }
};

} // namespace detail

// One asynchronous value that can be given up: a handle, cheap to copy. Dropping a handle changes nothing;
// cancel() does. QFuture is not used because canceling a continuation does not reach its source (Qt 6.4).
template <typename T>
class Call
{
public:
    using Handler = std::function<void(const Result<T> &)>;

    Call() = default;
    bool isValid() const { return m_state != nullptr; }
    bool isFinished() const
    {
        if (!m_state)
            return true;
        const std::lock_guard lock(m_state->mutex);
        return m_state->result.has_value();
    }

    // Runs the handler in the application's thread, where the context lives, later, once; never when the
    // context is gone by then.
    const Call &then(QObject *context, Handler handler) const
    {
        typename detail::CallState<T>::Listener listener{context, std::move(handler)};
        {
            const std::lock_guard lock(m_state->mutex);
            if (!m_state->result) {
                m_state->listeners.push_back(std::move(listener));
                return *this;
            }
        }
        detail::CallState<T>::deliver(m_state, std::move(listener));
        return *this;
    }

    // Handlers hear Error::Kind::Canceled, unless the result was there first.
    void cancel() const
    {
        if (!m_state)
            return;
        std::function<void()> upstream;
        {
            const std::lock_guard lock(m_state->mutex);
            if (m_state->result || m_state->canceled)
                return;
            m_state->canceled = true;
            upstream = std::move(m_state->cancelUpstream);
        }
        if (upstream)
            upstream();
        giveUp(m_state);
    }

    static Call ready(Result<T> result)
    {
        Call call;
        call.m_state = std::make_shared<detail::CallState<T>>();
        call.m_state->result.emplace(std::move(result));
        return call;
    }

    // A call whose value is made from this one's: step gets the Result and returns Result<U>, in the
    // context's thread. Canceling the new call cancels this one.
    template <typename Step>
    auto map(QObject *context, Step step) const;

    // The same where step returns a Call<U>.
    template <typename Step>
    auto chain(QObject *context, Step step) const;

private:
    template <typename U>
    friend class Promise;
    template <typename U>
    friend class Call;

    static void finish(const std::shared_ptr<detail::CallState<T>> &state, Result<T> result)
    {
        std::vector<typename detail::CallState<T>::Listener> listeners;
        std::function<void()> upstream; // what it holds may end here: not under the lock
        {
            const std::lock_guard lock(state->mutex);
            if (state->result)
                return;
            state->result.emplace(std::move(result));
            upstream.swap(state->cancelUpstream);
            listeners.swap(state->listeners);
        }
        for (auto &listener : listeners)
            detail::CallState<T>::deliver(state, std::move(listener));
    }

    static void giveUp(const std::shared_ptr<detail::CallState<T>> &state)
    {
        {
            const std::lock_guard lock(state->mutex);
            if (state->result)
                return;
        }
        finish(state, failure(Error::Kind::Canceled, QCoreApplication::translate("easel::Call", "canceled")));
    }

    std::shared_ptr<detail::CallState<T>> m_state;
};

// The producer's end of a Call. Any thread may finish it; the first result wins. When the last copy goes
// without a result (its maker's context is gone), the call ends as canceled: nobody waits for ever, and a
// chain of calls, whose ends know each other, is let go.
template <typename T>
class Promise
{
public:
    Promise()
        : m_end(std::make_shared<End>())
    {}
    Call<T> call() const
    {
        Call<T> call;
        call.m_state = m_end->state;
        return call;
    }
    void finish(Result<T> result) const { Call<T>::finish(m_end->state, std::move(result)); }
    bool isCanceled() const
    {
        const std::lock_guard lock(m_end->state->mutex);
        return m_end->state->canceled;
    }
    // Runs once, in the thread that cancels, while the call is not finished.
    void onCancel(std::function<void()> upstream) const
    {
        const std::lock_guard lock(m_end->state->mutex);
        if (!m_end->state->result)
            m_end->state->cancelUpstream.swap(upstream);
    }

private:
    struct End
    {
        Q_DISABLE_COPY_MOVE(End)
        End() = default;
        ~End() { Call<T>::giveUp(state); }
        const std::shared_ptr<detail::CallState<T>> state = std::make_shared<detail::CallState<T>>();
    };
    std::shared_ptr<End> m_end;
};

template <typename T>
template <typename Step>
auto Call<T>::map(QObject *context, Step step) const
{
    using U = typename std::invoke_result_t<Step, const Result<T> &>::value_type;
    Promise<U> promise;
    promise.onCancel([source = *this] { source.cancel(); });
    then(context,
         [promise, step = std::move(step)](const Result<T> &result) { promise.finish(step(result)); });
    return promise.call();
}

namespace detail {
template <typename C>
struct CallValue;
template <typename U>
struct CallValue<Call<U>>
{
    using type = U;
};
} // namespace detail

template <typename T>
template <typename Step>
auto Call<T>::chain(QObject *context, Step step) const
{
    using U = typename detail::CallValue<std::invoke_result_t<Step, const Result<T> &>>::type;
    Promise<U> promise;
    promise.onCancel([source = *this] { source.cancel(); });
    then(context, [promise, context, step = std::move(step)](const Result<T> &result) {
        if (promise.isCanceled())
            return;
        const Call<U> next = step(result);
        promise.onCancel([next] { next.cancel(); });
        next.then(context, [promise](const Result<U> &value) { promise.finish(value); });
    });
    return promise.call();
}

// Runs a pure function on the global thread pool; the function gets no QObject and no lock of ours.
template <typename Function>
auto runInPool(Function function)
{
    using R = std::invoke_result_t<Function>;
    using T = typename R::value_type;
    Promise<T> promise;
    QThreadPool::globalInstance()->start([promise, function = std::move(function)]() mutable {
        if (!promise.isCanceled())
            promise.finish(function());
    });
    return promise.call();
}

// Cancels its call when it is destroyed or given another one: for calls that only a living view wants.
template <typename T>
class ScopedCall
{
public:
    ScopedCall() = default;
    explicit ScopedCall(Call<T> call)
        : m_call(std::move(call))
    {}
    ScopedCall(ScopedCall &&other) noexcept { std::swap(m_call, other.m_call); }
    ScopedCall &operator=(ScopedCall &&other) noexcept
    {
        if (this != &other) {
            m_call.cancel();
            m_call = std::exchange(other.m_call, {});
        }
        return *this;
    }
    ScopedCall &operator=(Call<T> call)
    {
        m_call.cancel();
        m_call = std::move(call);
        return *this;
    }
    Q_DISABLE_COPY(ScopedCall)
    ~ScopedCall() { m_call.cancel(); }
    const Call<T> &call() const { return m_call; }

private:
    Call<T> m_call;
};

} // namespace easel
