// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/profiles/secretstore.h"

#include <QHash>

#include <memory>
#include <vector>

namespace waldesk::testsupport
{

/// A keychain in memory. What it holds outlives the backend, and answers can be held back until they are released.
class MemoryKeychain : public app::SecretBackend
{
public:
    struct Content {
        QHash<QString, QByteArray> secrets;
        bool holdsReads = false;
        std::vector<std::function<void()>> held;

        void release()
        {
            holdsReads = false;
            for (const auto &answer : std::exchange(held, {})) {
                answer();
            }
        }
    };

    explicit MemoryKeychain(std::shared_ptr<Content> content) : m_content(std::move(content)) {}

    void read(const QString &key, Handler handler) override
    {
        const auto answer = [content = m_content, key, handler] {
            const auto found = content->secrets.constFind(key);
            if (found == content->secrets.cend()) {
                handler({Status::NotFound, {}, {}});
            } else {
                handler({Status::Ok, *found, {}});
            }
        };
        if (m_content->holdsReads) {
            m_content->held.emplace_back(answer);
        } else {
            answer();
        }
    }

    void write(const QString &key, const QByteArray &secret, Handler handler) override
    {
        // A copy of its own: what the caller's bytes become later must not change what is kept.
        m_content->secrets.insert(key, QByteArray(secret.constData(), secret.size()));
        handler({Status::Ok, {}, {}});
    }

    void remove(const QString &key, Handler handler) override
    {
        m_content->secrets.remove(key);
        handler({Status::Ok, {}, {}});
    }

private:
    std::shared_ptr<Content> m_content;
};

} // namespace waldesk::testsupport
