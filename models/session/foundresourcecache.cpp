// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/session/foundresourcecache.h"

#include <utility>

namespace waldesk::session
{
namespace
{

constexpr int RestMs = 300;
constexpr qsizetype MostKept = 50;

} // namespace

FoundResourceCache::FoundResourceCache(api::WaldurClient &client, QObject *parent) : QObject(parent), m_client(client)
{
    m_rest.setSingleShot(true);
    m_rest.setInterval(RestMs);
    connect(&m_rest, &QTimer::timeout, this, [this] {
        if (const auto wanted = std::exchange(m_wanted, std::nullopt))
            ask(*wanted);
    });
}

FoundResourceCache::~FoundResourceCache() = default;

void FoundResourceCache::setRestMs(int milliseconds)
{
    m_rest.setInterval(milliseconds);
}

const FoundResourceCache::Answer *FoundResourceCache::find(const domain::Uuid &request) const
{
    const auto known = m_answers.constFind(request);
    return known == m_answers.constEnd() ? nullptr : &*known;
}

void FoundResourceCache::want(const domain::Request &request)
{
    const Answer *known = find(request.uuid);
    const bool isEnough = known && (known->isAsking || known->isKnown || known->error);
    if (request.state != domain::State::Done || isEnough) {
        m_wanted.reset();
        m_rest.stop();
        return;
    }
    // Repaints of one request must not put it off.
    if (m_wanted && m_wanted->uuid == request.uuid)
        return;
    m_wanted = request;
    m_rest.start();
}

void FoundResourceCache::refresh(const domain::Request &request)
{
    if (request.state != domain::State::Done)
        return;
    // What is under way may have been read before what is asked about now happened.
    if (const Answer *known = find(request.uuid); known && known->isAsking)
        m_again.insert(request.uuid);
    else
        ask(request);
}

void FoundResourceCache::ask(const domain::Request &request)
{
    Answer &asked = m_answers[request.uuid];
    if (std::exchange(asked.isAsking, true))
        return;
    m_order.removeOne(request.uuid);
    m_order.append(request.uuid);
    while (m_order.size() > MostKept)
        m_answers.remove(m_order.takeFirst());
    const domain::Uuid uuid = request.uuid;
    emit changed(uuid);
    workflows::readFoundResources(m_client, request, this,
                                  [this, uuid, request](const api::Result<workflows::FoundResources> &result) {
                                      const auto answer = m_answers.find(uuid);
                                      const bool again = m_again.remove(uuid);
                                      if (answer == m_answers.end())
                                          return; // nobody has looked at it for long
                                      answer->isAsking = false;
                                      answer->error.reset();
                                      if (result) {
                                          answer->resources = *result;
                                          answer->isKnown = true;
                                      } else {
                                          answer->error = result.error();
                                      }
                                      if (again)
                                          ask(request);
                                      else
                                          emit changed(uuid);
                                  });
}

} // namespace waldesk::session
