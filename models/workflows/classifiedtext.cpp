// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/workflows/classifiedtext.h"

#include "models/workflows/classifierworker.h"

#include <QCoreApplication>
#include <QCryptographicHash>
#include <QDataStream>
#include <QLocale>

namespace waldesk::workflows
{

namespace
{

// Another number when the fields below change, or what is found for the same text.
constexpr int FactsVersion = 1;
constexpr auto StreamVersion = QDataStream::Qt_6_0;
constexpr qsizetype StampBytes = 16;
constexpr quint32 MostParts = 10'000;

void put(QDataStream &out, const QString &text)
{
    out << text.toUtf8(); // half of the room that QDataStream's own form takes
}

/// What put() wrote. @p kept: the bytes that the stream reads, so that none of them is copied in between.
void take(QDataStream &in, const QByteArray &kept, QString &text)
{
    constexpr quint32 Null = 0xffffffff; // QDataStream's size of a null QByteArray
    quint32 size = 0;
    in >> size;
    if (size == Null)
        return;
    const qint64 begin = in.device()->pos();
    if (qint64(size) > kept.size() - begin) {
        in.setStatus(QDataStream::ReadPastEnd);
        return;
    }
    text = QString::fromUtf8(QByteArrayView(kept).sliced(begin, size));
    in.skipRawData(int(size));
}

} // namespace

QByteArray ClassifiedText::stampOf(const ClassifierRules &rules, const QByteArray &patterns)
{
    QByteArray all;
    QDataStream out(&all, QIODevice::WriteOnly);
    out.setVersion(StreamVersion);
    // Titles are translated, and a release may find others.
    out << FactsVersion << QCoreApplication::applicationVersion() << QLocale().name();
    const domain::FingerprintRules &fingerprint = rules.fingerprint;
    out << fingerprint.places.appPrefixes << fingerprint.places.sdkPackages << fingerprint.genericTypes
        << fingerprint.keptWords << fingerprint.withOlderKey;
    out << patterns << rules.user.toJson();
    return QCryptographicHash::hash(all, QCryptographicHash::Blake2b_256).left(StampBytes);
}

QByteArray ClassifiedText::toKept(const QByteArray &stamp) const
{
    QByteArray kept;
    QDataStream out(&kept, QIODevice::WriteOnly);
    out.setVersion(StreamVersion);
    out.writeRawData(stamp.constData(), int(stamp.size()));
    for (size_t level = 0; level < keys.size(); ++level) {
        out << keys[level];
        put(out, names[level]);
    }
    out << normal;
    put(out, pattern);
    out << quint8(who) << closedByOperator;
    for (const QString &text :
         {summary.title, summary.line, summary.quietType, summary.rootType, summary.rootCause, summary.place})
        put(out, text);
    out << summary.typeTells << summary.empty << quint32(summary.variableParts.size());
    for (const domain::TextRange &part : summary.variableParts)
        out << qint32(part.begin) << qint32(part.length) << quint8(part.kind);
    return kept;
}

std::optional<ClassifiedText> ClassifiedText::fromKept(const QByteArray &kept, const QByteArray &stamp)
{
    if (!kept.startsWith(stamp))
        return std::nullopt;
    QDataStream in(kept);
    in.setVersion(StreamVersion);
    in.skipRawData(int(stamp.size()));
    ClassifiedText text;
    for (size_t level = 0; level < text.keys.size(); ++level) {
        in >> text.keys[level];
        take(in, kept, text.names[level]);
    }
    in >> text.normal;
    take(in, kept, text.pattern);
    quint8 who = 0;
    in >> who >> text.closedByOperator;
    if (who > quint8(domain::WhoActs::Nobody))
        return std::nullopt;
    text.who = domain::WhoActs(who);
    CauseSummary &summary = text.summary;
    for (QString *each :
         {&summary.title, &summary.line, &summary.quietType, &summary.rootType, &summary.rootCause, &summary.place})
        take(in, kept, *each);
    quint32 parts = 0;
    in >> summary.typeTells >> summary.empty >> parts;
    if (parts > MostParts)
        return std::nullopt;
    summary.variableParts.reserve(parts);
    for (quint32 i = 0; i < parts && in.status() == QDataStream::Ok; ++i) {
        qint32 begin = 0;
        qint32 length = 0;
        quint8 kind = 0;
        in >> begin >> length >> kind;
        // Painted by them: what does not lie in the title is damage.
        if (begin < 0 || length < 0 || begin > summary.title.size() - length || kind > quint8(domain::ValueKind::Name))
            return std::nullopt;
        summary.variableParts.push_back({begin, length, domain::ValueKind(kind)});
    }
    return in.status() == QDataStream::Ok && in.atEnd() ? std::optional(std::move(text)) : std::nullopt;
}

} // namespace waldesk::workflows
