// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/domain/cause/knownpatterns.h"

#include "models/domain/cause/causecomponents.h"

#include <QCoreApplication>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>
#include <array>

// Outside of every namespace: the macro declares a function of the global one.
static void loadPatternResources()
{
    Q_INIT_RESOURCE(waldesk_patterns);
}

namespace waldesk::domain
{
namespace
{

struct WhoEntry {
    WhoActs who;
    const char *word;
    const char *name;
};

constexpr std::array WhoTable{
    WhoEntry{WhoActs::SiteOperator, "site-operator", QT_TRANSLATE_NOOP("KnownPatterns", "Site operator")},
    WhoEntry{WhoActs::OfferingManager, "offering-manager", QT_TRANSLATE_NOOP("KnownPatterns", "Offering manager")},
    WhoEntry{WhoActs::WaldurOperator, "waldur-operator", QT_TRANSLATE_NOOP("KnownPatterns", "Waldur operator")},
    WhoEntry{WhoActs::Nobody, "nobody", QT_TRANSLATE_NOOP("KnownPatterns", "Nobody")}};

QString tr(const char *text)
{
    return QCoreApplication::translate("KnownPatterns", text);
}

/// Takes a pattern from JSON; the first thing that is wrong is told.
class Reader
{
public:
    explicit Reader(const QJsonObject &object) : m_object(object) {}

    std::optional<KnownPattern> read()
    {
        KnownPattern pattern;
        pattern.id = text(m_object, "id");
        pattern.pill = text(m_object, "pill");
        pattern.explanation = text(m_object, "explanation");
        pattern.todo = text(m_object, "todo");
        if (pattern.id.isEmpty() || pattern.pill.isEmpty() || pattern.explanation.isEmpty())
            return fail(tr("id, pill and explanation are needed"));
        const QString who = text(m_object, "who");
        const auto entry = std::find_if(WhoTable.begin(), WhoTable.end(),
                                        [&who](const WhoEntry &one) { return who == QLatin1String(one.word); });
        if (entry == WhoTable.end())
            return fail(tr("who is one of site-operator, offering-manager, waldur-operator, nobody"));
        pattern.who = entry->who;
        const QJsonObject when = m_object.value(QLatin1String("match")).toObject();
        if (when.isEmpty())
            return fail(tr("match says when it holds, and is empty"));
        return readConditions(when, pattern.when) ? std::optional(pattern) : std::nullopt;
    }
    [[nodiscard]] QString error() const { return m_error; }

private:
    bool readConditions(const QJsonObject &when, PatternConditions &out)
    {
        for (auto at = when.begin(); at != when.end(); ++at) {
            const QString name = at.key();
            const QJsonValue value = at.value();
            if (name == u"status")
                readStatus(value, out);
            else if (name == u"path")
                out.path = value.toString();
            else if (name == u"types")
                out.types = list(value);
            else if (name == u"finalTypes")
                out.finalTypes = list(value);
            else if (name == u"anyText")
                out.anyText = lowered(list(value));
            else if (name == u"allText")
                out.allText = lowered(list(value));
            else if (name == u"regex")
                out.regex = QRegularExpression(value.toString(), QRegularExpression::CaseInsensitiveOption);
            else if (name == u"traceback")
                out.traceback = value.toBool();
            else if (name == u"emptyMessage")
                out.emptyMessage = value.toBool();
            else if (name == u"crashedInAgent")
                out.crashedInAgent = value.toBool();
            else
                return fail(tr("there is no condition %1").arg(name)).has_value();
        }
        if (!out.regex.isValid())
            return fail(tr("the regular expression is broken: %1").arg(out.regex.errorString())).has_value();
        return true;
    }

    static void readStatus(const QJsonValue &value, PatternConditions &out)
    {
        const QJsonArray all = value.isArray() ? value.toArray() : QJsonArray{value};
        for (const QJsonValue &one : all)
            out.status.push_back(one.toInt());
    }
    static QStringList list(const QJsonValue &value)
    {
        QStringList found;
        const QJsonArray all = value.isArray() ? value.toArray() : QJsonArray{value};
        for (const QJsonValue &one : all)
            found.append(one.toString());
        return found;
    }
    static QStringList lowered(QStringList texts)
    {
        for (QString &one : texts)
            one = one.toLower();
        return texts;
    }
    static QString text(const QJsonObject &object, const char *name)
    {
        return object.value(QLatin1String(name)).toString().trimmed();
    }
    std::optional<KnownPattern> fail(const QString &why)
    {
        m_error = why;
        return std::nullopt;
    }

    QJsonObject m_object;
    QString m_error;
};

/// What conditions look at, computed once for an error.
class Subject
{
public:
    explicit Subject(const ParsedError &error) : m_error(error), m_message(QString::fromUtf8(error.message.left(Limit)))
    {
        m_text = m_message;
        for (const Step &step : error.parsed.steps) {
            m_types.append(QString::fromUtf8(shortType(step.type.of(error.traceback))));
            if (&step != error.parsed.final())
                m_text += QLatin1Char('\n') + QString::fromUtf8(messageOf(error.traceback, step).left(Limit));
        }
        m_text = m_text.toLower();
    }

    [[nodiscard]] bool meets(const PatternConditions &when) const
    {
        return meetsStatus(when) && meetsTypes(when) && meetsText(when) && meetsShape(when);
    }

private:
    [[nodiscard]] bool meetsStatus(const PatternConditions &when) const
    {
        if (when.status.empty() && when.path.isEmpty())
            return true;
        if (!m_error.sdk)
            return false;
        if (!when.status.empty() &&
            std::find(when.status.begin(), when.status.end(), m_error.sdk->status) == when.status.end())
            return false;
        if (when.path.isEmpty())
            return true;
        const QString path = QString::fromUtf8(m_error.sdk->path.of(m_error.message));
        return QRegularExpression(QRegularExpression::wildcardToRegularExpression(
                                      when.path, QRegularExpression::UnanchoredWildcardConversion))
            .match(path)
            .hasMatch();
    }
    [[nodiscard]] bool meetsTypes(const PatternConditions &when) const
    {
        const auto isOf = [](const QStringList &list) {
            return [&list](const QString &type) {
                return list.contains(type);
            };
        };
        if (!when.types.isEmpty() && std::none_of(m_types.begin(), m_types.end(), isOf(when.types)))
            return false;
        return when.finalTypes.isEmpty() || when.finalTypes.contains(QString::fromUtf8(m_error.typeName));
    }
    [[nodiscard]] bool meetsText(const PatternConditions &when) const
    {
        const auto has = [this](const QString &one) {
            return m_text.contains(one);
        };
        if (!when.anyText.isEmpty() && std::none_of(when.anyText.begin(), when.anyText.end(), has))
            return false;
        if (!std::all_of(when.allText.begin(), when.allText.end(), has))
            return false;
        return when.regex.pattern().isEmpty() || when.regex.match(m_message).hasMatch();
    }
    [[nodiscard]] bool meetsShape(const PatternConditions &when) const
    {
        if (when.traceback && *when.traceback == m_error.traceback.trimmed().isEmpty())
            return false;
        if (when.emptyMessage && *when.emptyMessage != m_message.trimmed().isEmpty())
            return false;
        if (!when.crashedInAgent)
            return true;
        const Step *final = m_error.parsed.final();
        return final != nullptr && !final->frames.empty() && final->frames.back().kind == FrameKind::App;
    }

    static constexpr qsizetype Limit = 8192;
    const ParsedError &m_error;
    QString m_message;
    QString m_text;
    QStringList m_types;
};

} // namespace

QString whoName(WhoActs who)
{
    for (const WhoEntry &entry : WhoTable) {
        if (entry.who == who)
            return tr(entry.name);
    }
    return tr("Unknown");
}

QString whoWord(WhoActs who)
{
    for (const WhoEntry &entry : WhoTable) {
        if (entry.who == who)
            return QLatin1String(entry.word);
    }
    return {};
}

Result<KnownPatterns, QString> KnownPatterns::parse(const QByteArray &json)
{
    QJsonParseError problem;
    const QJsonDocument document = QJsonDocument::fromJson(json, &problem);
    if (problem.error != QJsonParseError::NoError)
        return tr("The patterns are no JSON: %1 at byte %2.").arg(problem.errorString()).arg(problem.offset);
    const QJsonValue list = document.object().value(QLatin1String("patterns"));
    if (!list.isArray())
        return tr("The file has no list \"patterns\".");
    KnownPatterns found;
    const QJsonArray all = list.toArray();
    for (qsizetype i = 0; i < all.size(); ++i) {
        Reader reader(all.at(i).toObject());
        std::optional<KnownPattern> pattern = reader.read();
        if (!pattern)
            return tr("Pattern %1 is damaged: %2.").arg(i + 1).arg(reader.error());
        found.m_patterns.push_back(std::move(*pattern));
    }
    return found;
}

const KnownPatterns &KnownPatterns::builtIn()
{
    static const KnownPatterns Patterns = [] {
        loadPatternResources();
        QFile file(QStringLiteral(":/waldesk/patterns/known.json"));
        const bool opened = file.open(QIODevice::ReadOnly);
        Q_ASSERT(opened);
        Result<KnownPatterns, QString> parsed = parse(opened ? file.readAll() : QByteArray());
        Q_ASSERT(parsed.has_value());
        return parsed ? std::move(parsed.value()) : KnownPatterns();
    }();
    return Patterns;
}

void KnownPatterns::prepend(const KnownPatterns &own)
{
    m_patterns.insert(m_patterns.begin(), own.m_patterns.begin(), own.m_patterns.end());
}

const KnownPattern *KnownPatterns::find(const QString &id) const
{
    const auto found = std::find_if(m_patterns.begin(), m_patterns.end(),
                                    [&id](const KnownPattern &pattern) { return pattern.id == id; });
    return found == m_patterns.end() ? nullptr : &*found;
}

CauseFacts causeFacts(const ErrorText &error, const KnownPatterns &patterns, const FingerprintRules &rules)
{
    const ParsedError parsed = parseError(error, rules);
    CauseFacts facts;
    facts.fingerprint = fingerprintOf(error, parsed, rules);
    const Subject subject(parsed);
    for (const KnownPattern &pattern : patterns.all()) {
        if (!subject.meets(pattern.when))
            continue;
        facts.pattern = pattern.id;
        facts.who = pattern.who;
        facts.closedByOperator = pattern.id.startsWith(QLatin1String(ClosedByOperatorId));
        break;
    }
    return facts;
}

} // namespace waldesk::domain
