// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/api/rowdecoder.h"

#include "models/api/jsontext.h"
#include "models/api/rowreader.h"

#include <simdjson.h>

#include <algorithm>

namespace waldesk::api
{

namespace
{

constexpr size_t MostNames = 20'000;
constexpr size_t RowsOfAPage = 100; // the server gives no more (contract 2)

QByteArrayView startOf(const QByteArray &body)
{
    QByteArrayView text = body;
    if (text.startsWith(QByteArrayView("\xEF\xBB\xBF")))
        text = text.sliced(3);
    while (!text.isEmpty() &&
           (text.front() == ' ' || text.front() == '\n' || text.front() == '\r' || text.front() == '\t'))
        text = text.sliced(1);
    return text;
}

/// What the first character tells when the body is not an array.
Unreadable wrongStart(const QByteArray &body)
{
    const QByteArrayView text = startOf(body);
    if (text.isEmpty())
        return Unreadable::Empty;
    switch (text.front()) {
    case '<':
        return Unreadable::WebPage;
    case '{': {
        const QByteArrayView end = text.last(std::min<qsizetype>(text.size(), 4));
        if (!end.contains('}'))
            return Unreadable::Truncated;
        return body.contains("\"results\"") ? Unreadable::Envelope : Unreadable::NotAList;
    }
    case '[':
        return Unreadable::Truncated;
    default:
        break;
    }
    const bool scalar = QByteArrayView("\"-0123456789").contains(text.front()) ||
                        text.startsWith(QByteArrayView("null")) || text.startsWith(QByteArrayView("true")) ||
                        text.startsWith(QByteArrayView("false"));
    return scalar ? Unreadable::NotAList : Unreadable::NotJson;
}

/// Nothing but blanks stands behind what was read.
bool atEnd(simdjson::ondemand::document &document)
{
    return document.current_location().error() == simdjson::OUT_OF_BOUNDS;
}

QByteArray trimmedRaw(std::string_view raw)
{
    // simdjson gives everything up to the next token.
    const size_t end = raw.find_last_of('}');
    return QByteArray(raw.data(), qsizetype(end == std::string_view::npos ? raw.size() : end + 1));
}

} // namespace

QString NamePool::shared(std::string_view utf8)
{
    const auto known = m_names.find(utf8);
    if (known != m_names.end())
        return known->second;
    if (m_names.size() >= MostNames)
        m_names.clear();
    QString name = QString::fromUtf8(utf8.data(), qsizetype(utf8.size()));
    m_names.emplace(std::string(utf8), name);
    return name;
}

class RowDecoder::Private
{
public:
    simdjson::ondemand::parser parser;
    NamePool names;
    qint64 rowsBefore = 0;

    /// False when the document is broken as a whole; the slow way finds out where.
    bool fast(QByteArray &body, bool keepRaw, Page &page);
    DecodedRows slow(QByteArray &body, bool keepRaw);
    /// Damage: the text is no JSON at all.
    enum class One : quint8 { Good, Skipped, Damaged };
    One readItem(QByteArrayView item, domain::Request &request, QString &why);
    simdjson::error_code open(QByteArray &body, simdjson::ondemand::document &document);
};

simdjson::error_code RowDecoder::Private::open(QByteArray &body, simdjson::ondemand::document &document)
{
    body.reserve(body.size() + qsizetype(simdjson::SIMDJSON_PADDING));
    return parser.iterate(body.constData(), size_t(body.size()), size_t(body.capacity())).get(document);
}

bool RowDecoder::Private::fast(QByteArray &body, bool keepRaw, Page &page)
{
    simdjson::ondemand::document document;
    simdjson::ondemand::array array;
    if (open(body, document) != simdjson::SUCCESS || document.get_array().get(array) != simdjson::SUCCESS)
        return false;
    page.rows.reserve(RowsOfAPage);
    qint64 position = rowsBefore;
    for (auto element : array) {
        ++position;
        simdjson::ondemand::object object;
        if (element.error() != simdjson::SUCCESS)
            return false;
        if (element.get_object().get(object) != simdjson::SUCCESS)
            return false;
        QByteArray raw;
        if (keepRaw) {
            std::string_view text;
            bool empty = false;
            if (object.raw_json().get(text) != simdjson::SUCCESS || object.reset().get(empty) != simdjson::SUCCESS)
                return false;
            raw = trimmedRaw(text);
        }
        RowReader reader(names);
        if (!reader.read(object))
            return false;
        domain::Request request;
        const QString why = reader.finish(request);
        if (!why.isEmpty()) {
            page.skipped.append(skippedSentence(position, request.uuid, why));
            continue;
        }
        page.rows.push_back(std::move(request));
        if (keepRaw)
            page.raw.push_back(std::move(raw));
    }
    return atEnd(document);
}

RowDecoder::Private::One RowDecoder::Private::readItem(QByteArrayView item, domain::Request &request, QString &why)
{
    QByteArray text = item.toByteArray();
    simdjson::ondemand::document document;
    simdjson::ondemand::object object;
    if (!item.startsWith('{')) {
        why = notAnObjectPhrase();
        const bool scalar = open(text, document) == simdjson::SUCCESS && !text.isEmpty() &&
                            QByteArrayView("[\"-0123456789tfn").contains(text.front());
        return scalar ? One::Skipped : One::Damaged;
    }
    RowReader reader(names);
    why = damagedPhrase();
    if (open(text, document) != simdjson::SUCCESS || document.get_object().get(object) != simdjson::SUCCESS)
        return One::Damaged;
    const bool whole = reader.read(object) && atEnd(document);
    const QString finding = reader.finish(request);
    if (!whole)
        return One::Damaged;
    why = finding;
    return why.isEmpty() ? One::Good : One::Skipped;
}

DecodedRows RowDecoder::Private::slow(QByteArray &body, bool keepRaw)
{
    if (std::optional<QByteArray> mended = mendedJson(body)) {
        body = std::move(*mended);
        Page page;
        if (fast(body, keepRaw, page))
            return page;
    }
    const Elements elements = splitArray(body);
    if (!elements.isArray)
        return wrongStart(body);
    if (!elements.whole)
        return Unreadable::Truncated;
    Page page;
    bool anything = elements.items.empty();
    for (size_t i = 0; i < elements.items.size(); ++i) {
        domain::Request request;
        QString why;
        const One found = readItem(elements.items[i], request, why);
        anything = anything || found != One::Damaged;
        if (found != One::Good) {
            page.skipped.append(skippedSentence(rowsBefore + qint64(i) + 1, request.uuid, why));
            continue;
        }
        page.rows.push_back(std::move(request));
        if (keepRaw)
            page.raw.push_back(elements.items[i].toByteArray());
    }
    if (!anything)
        return Unreadable::NotJson;
    return page;
}

RowDecoder::RowDecoder() : d(std::make_unique<Private>())
{
}
RowDecoder::~RowDecoder() = default;

DecodedRows RowDecoder::rows(QByteArray body, bool keepRaw, qint64 rowsBefore)
{
    return rowsIn(body, keepRaw, rowsBefore);
}

DecodedRows RowDecoder::rowsIn(QByteArray &body, bool keepRaw, qint64 rowsBefore)
{
    d->rowsBefore = rowsBefore;
    if (!startOf(body).startsWith('['))
        return wrongStart(body);
    Page page;
    if (d->fast(body, keepRaw, page))
        return page;
    return d->slow(body, keepRaw);
}

DecodedRow RowDecoder::row(const QByteArray &body)
{
    QByteArray text = body;
    if (std::optional<QByteArray> mended = mendedJson(body))
        text = std::move(*mended);
    const QByteArrayView start = startOf(text);
    if (!start.startsWith('{')) {
        const Unreadable why = wrongStart(text);
        return why == Unreadable::NotAList || why == Unreadable::Truncated ? Unreadable::NotAnObject : why;
    }
    OneRequest one;
    QString why;
    switch (d->readItem(start, one.request, why)) {
    case Private::One::Damaged:
        return splitArray(QByteArray('[' + text + ']')).whole ? Unreadable::NotJson : Unreadable::Truncated;
    case Private::One::Skipped:
        return Unreadable::NotAnObject;
    case Private::One::Good:
        break;
    }
    one.raw = text.trimmed();
    return one;
}

void RowDecoder::adopt(std::vector<domain::Request> &rows)
{
    for (domain::Request &row : rows) {
        const QByteArray utf8 = row.offeringName.toUtf8();
        row.offeringName = d->names.shared({utf8.constData(), size_t(utf8.size())});
        const QByteArray word = row.stateText.toUtf8();
        row.stateText = d->names.shared({word.constData(), size_t(word.size())});
    }
}

} // namespace waldesk::api
