// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/workflows/notice.h"

#include "models/domain/cause/redaction.h"
#include "models/domain/displaytext.h"

#include <QCoreApplication>
#include <QStringList>

#include <algorithm>
#include <array>

using namespace Qt::StringLiterals;

namespace waldesk::workflows
{

using Kind = NoticeItem::Kind;

namespace
{

constexpr std::array AllKinds{Kind::NewCause, Kind::CauseBack, Kind::AskedAgain, Kind::ViewMatch}; // by urgency
constexpr qsizetype LongestLine = 120;
constexpr qsizetype MostLines = 4;
constexpr qsizetype SearchedForSecrets = 4'000; // of a title, before it is cut: a cut secret is not recognised

QString tr(const char *text, int n = -1)
{
    return QCoreApplication::translate("Notice", text, nullptr, n);
}

QString line(const QString &text)
{
    return domain::shortened(domain::escapeForDisplay(domain::redactedText(text.left(SearchedForSecrets))).simplified(),
                             LongestLine);
}

int countOf(const std::vector<NoticeItem> &items, Kind kind)
{
    return int(std::ranges::count(items, kind, &NoticeItem::kind));
}

QString countWords(const std::vector<NoticeItem> &items, Kind kind)
{
    const int n = countOf(items, kind);
    switch (kind) {
    case Kind::NewCause:
        return tr("%n new cause(s)", n);
    case Kind::CauseBack:
        return tr("%n cause(s) came back", n);
    case Kind::AskedAgain: {
        const auto done = std::ranges::count_if(items, [](const NoticeItem &item) {
            return item.kind == Kind::AskedAgain && item.state == domain::State::Done;
        });
        if (done == n)
            //: requests that this person asked for again
            return tr("%n request(s) you asked for: Done", n);
        if (done == 0)
            return tr("%n request(s) you asked for: Erred", n);
        return tr("%n request(s) you asked for: ended", n);
    }
    case Kind::ViewMatch:
        return tr("%n request(s) in your saved views", n);
    }
    return {};
}

/// What one item is in words, without its offering.
QString itemWords(const NoticeItem &item)
{
    switch (item.kind) {
    case Kind::NewCause:
        return tr("New cause: %1").arg(line(item.title));
    case Kind::CauseBack:
        return tr("Came back: %1").arg(line(item.title));
    case Kind::AskedAgain:
        return item.state == domain::State::Done ? tr("Done, as you asked for it again")
                                                 : tr("Erred again after you asked for it");
    case Kind::ViewMatch:
        return tr("%1: now %2").arg(line(item.view), domain::stateName(item.state));
    }
    return {};
}

QString summaryOf(const std::vector<NoticeItem> &items, bool production)
{
    if (!production && items.size() == 1 &&
        !(items.front().title.isEmpty() && items.front().view.isEmpty() && items.front().kind != Kind::AskedAgain))
        return itemWords(items.front());
    QStringList parts;
    for (const Kind kind : AllKinds) {
        if (countOf(items, kind) > 0)
            parts << countWords(items, kind);
    }
    return parts.join(u", "_s);
}

QStringList offeringsOf(const std::vector<NoticeItem> &items)
{
    QStringList names;
    for (const NoticeItem &item : items) {
        const QString name = line(item.offering);
        if (!name.isEmpty() && !names.contains(name))
            names << name;
    }
    if (names.size() > MostLines) {
        const int more = int(names.size() - MostLines);
        names = names.first(MostLines);
        names << tr("and %n more offering(s)", more);
    }
    return names;
}

QStringList itemLines(const std::vector<NoticeItem> &items)
{
    QStringList lines;
    for (const NoticeItem &item : items) {
        if (lines.size() == MostLines) {
            lines << tr("and %n more", int(items.size() - size_t(MostLines)));
            break;
        }
        const QString offering = line(item.offering);
        lines << (offering.isEmpty() ? itemWords(item) : itemWords(item) + u" · "_s + offering);
    }
    return lines;
}

/// Several of one kind lead to the page that lists them; of several kinds the most urgent one leads.
NoticePlace placeOf(const std::vector<NoticeItem> &items)
{
    for (const Kind kind : AllKinds) {
        std::vector<NoticeItem> own;
        std::ranges::copy_if(items, std::back_inserter(own),
                             [kind](const NoticeItem &item) { return item.kind == kind; });
        if (own.empty())
            continue;
        const NoticePlace place = own.front().place();
        const bool same = std::ranges::all_of(own, [&](const NoticeItem &item) { return item.place() == place; });
        if (same)
            return place;
        const bool causes = kind == Kind::NewCause || kind == Kind::CauseBack;
        return causes ? NoticePlace{NoticePlace::Kind::Errors, {}, {}, {}} : own.back().place();
    }
    return {};
}

} // namespace

bool NoticeItem::isSame(const NoticeItem &other) const
{
    if (kind != other.kind)
        return false;
    switch (kind) {
    case Kind::NewCause:
    case Kind::CauseBack:
        return cause == other.cause;
    case Kind::AskedAgain:
        return request == other.request;
    case Kind::ViewMatch:
        return request == other.request && view == other.view;
    }
    return false;
}

NoticePlace NoticeItem::place() const
{
    switch (kind) {
    case Kind::NewCause:
    case Kind::CauseBack:
        return {NoticePlace::Kind::Cause, cause, {}, {}};
    case Kind::AskedAgain:
        return {NoticePlace::Kind::Request, {}, request, {}};
    case Kind::ViewMatch:
        return {NoticePlace::Kind::View, {}, {}, line};
    }
    return {};
}

std::optional<Notice> Notice::of(const std::vector<NoticeItem> &items, bool production, const QString &profile)
{
    if (items.empty())
        return std::nullopt;
    Notice notice;
    notice.summary = summaryOf(items, production);
    QStringList body = production || items.size() == 1 ? offeringsOf(items) : itemLines(items);
    if (const QString name = line(profile); !name.isEmpty())
        body << name;
    notice.body = body.join(u'\n');
    notice.place = placeOf(items);
    return notice;
}

} // namespace waldesk::workflows
