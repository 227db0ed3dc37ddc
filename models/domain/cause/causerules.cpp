// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/domain/cause/causerules.h"

#include "models/domain/cause/compiledcauserules.h"

#include <QCoreApplication>
#include <QIODevice>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>
#include <array>
#include <iterator>

namespace waldesk::domain
{
namespace
{

struct FieldWord {
    RuleField field;
    const char *word;
};

constexpr std::array FieldWords{FieldWord{RuleField::Message, "message"},
                                FieldWord{RuleField::Traceback, "traceback"},
                                FieldWord{RuleField::Type, "type"},
                                FieldWord{RuleField::Title, "title"},
                                FieldWord{RuleField::Template, "template"},
                                FieldWord{RuleField::Stack, "stack"},
                                FieldWord{RuleField::Key, "key"}};

QString tr(const char *text)
{
    return QCoreApplication::translate("CauseRules", text);
}

std::optional<CauseRule> readRule(const QJsonObject &object)
{
    CauseRule rule;
    rule.name = object.value(u"name").toString();
    const QString word = object.value(u"field").toString();
    const auto field = std::find_if(FieldWords.begin(), FieldWords.end(),
                                    [&word](const FieldWord &one) { return word == QLatin1String(one.word); });
    rule.isRegex = object.contains(u"regex");
    const QJsonValue pattern = object.value(rule.isRegex ? u"regex" : u"glob");
    if (field == FieldWords.end() || !pattern.isString())
        return std::nullopt;
    rule.field = field->field;
    rule.pattern = pattern.toString();
    rule.within = object.value(u"within").toString().toLatin1();
    return rule;
}

} // namespace

QString ruleFieldWord(RuleField field)
{
    for (const FieldWord &one : FieldWords) {
        if (one.field == field)
            return QLatin1String(one.word);
    }
    return {};
}

std::optional<QString> CauseRules::problemOf(const CauseRule &rule)
{
    if (rule.name.trimmed().isEmpty())
        return tr("A rule needs the name of its group.");
    if (rule.pattern.isEmpty())
        return tr("The rule for \"%1\" has no pattern.").arg(rule.name);
    if (const QString problem = patternProblem(rule); !problem.isEmpty())
        return tr("The pattern of the rule for \"%1\" cannot be used: %2. Look-around and references back are not "
                  "available.")
            .arg(rule.name, problem);
    return std::nullopt;
}

Result<CauseRules, QString> CauseRules::parse(const QByteArray &json)
{
    if (json.size() > LargestFile)
        return tr("The file is larger than any rules are.");
    QJsonParseError problem;
    const QJsonDocument document = QJsonDocument::fromJson(json, &problem);
    if (problem.error != QJsonParseError::NoError)
        return tr("The rules are no JSON: %1 at byte %2.").arg(problem.errorString()).arg(problem.offset);
    const QJsonObject root = document.object();
    if (!document.isObject() || root.value(u"waldesk").toString() != u"cause-rules")
        return tr("The file holds no rules of Waldesk.");
    if (root.value(u"version").toInt() != 1)
        return tr("The rules are of a later Waldesk.");
    CauseRules found;
    const QJsonArray rules = root.value(u"rules").toArray();
    for (qsizetype i = 0; i < rules.size(); ++i) {
        const std::optional<CauseRule> rule = readRule(rules.at(i).toObject());
        if (!rule)
            return tr("Rule %1 needs a field and a glob or a regex.").arg(i + 1);
        if (const std::optional<QString> wrong = problemOf(*rule))
            return *wrong;
        found.rules.push_back(*rule);
    }
    const QJsonArray merges = root.value(u"merges").toArray();
    for (qsizetype i = 0; i < merges.size(); ++i) {
        const QJsonObject merge = merges.at(i).toObject();
        found.merges.push_back(
            {merge.value(u"from").toString().toLatin1(), merge.value(u"into").toString().toLatin1()});
        if (found.merges.back().from.isEmpty() || found.merges.back().into.isEmpty())
            return tr("Merge %1 needs from and into.").arg(i + 1);
    }
    const QJsonObject names = root.value(u"names").toObject();
    for (auto at = names.begin(); at != names.end(); ++at)
        found.names.insert(at.key().toLatin1(), at.value().toString());
    return found;
}

Result<CauseRules, QString> CauseRules::read(QIODevice &file)
{
    return parse(file.read(LargestFile + 1));
}

CauseRules CauseRules::withChanges(const CauseRules &from, const CauseRules &to) const
{
    const auto has = [](const auto &list, const auto &one) {
        return std::ranges::find(list, one) != list.end();
    };
    const auto merged = [&has](const auto &now, const auto &before, const auto &after) {
        auto list = after;
        std::erase_if(list, [&](const auto &each) { return has(before, each) && !has(now, each); });
        std::ranges::copy_if(now, std::back_inserter(list),
                             [&](const auto &each) { return !has(before, each) && !has(after, each); });
        return list;
    };
    CauseRules all;
    all.rules = merged(rules, from.rules, to.rules);
    all.names = names;
    for (const QByteArray &key : from.names.keys() + to.names.keys()) {
        if (from.names.value(key) == to.names.value(key))
            continue;
        if (to.names.contains(key))
            all.names.insert(key, to.names.value(key));
        else
            all.names.remove(key);
    }
    // A key has one merge: what was changed here takes the place of another one.
    const auto isChanged = [&](const QByteArray &key) {
        const auto ofKey = [&key](const CauseMerge &each) {
            return each.from == key;
        };
        const auto before = std::ranges::find_if(from.merges, ofKey);
        const auto after = std::ranges::find_if(to.merges, ofKey);
        return (before == from.merges.end()) != (after == to.merges.end()) ||
               (before != from.merges.end() && !(*before == *after));
    };
    std::ranges::copy_if(merges, std::back_inserter(all.merges),
                         [&](const CauseMerge &each) { return !isChanged(each.from); });
    std::ranges::copy_if(to.merges, std::back_inserter(all.merges),
                         [&](const CauseMerge &each) { return isChanged(each.from); });
    return all;
}

QByteArray CauseRules::toJson() const
{
    QJsonArray ruleList;
    for (const CauseRule &rule : rules) {
        QJsonObject object{{QStringLiteral("name"), rule.name}, {QStringLiteral("field"), ruleFieldWord(rule.field)}};
        object.insert(rule.isRegex ? QStringLiteral("regex") : QStringLiteral("glob"), rule.pattern);
        if (!rule.within.isEmpty())
            object.insert(QStringLiteral("within"), QString::fromLatin1(rule.within));
        ruleList.append(object);
    }
    QJsonArray mergeList;
    for (const CauseMerge &merge : merges)
        mergeList.append(QJsonObject{{QStringLiteral("from"), QString::fromLatin1(merge.from)},
                                     {QStringLiteral("into"), QString::fromLatin1(merge.into)}});
    QJsonObject nameList;
    for (auto at = names.begin(); at != names.end(); ++at)
        nameList.insert(QString::fromLatin1(at.key()), at.value());
    return QJsonDocument(QJsonObject{{QStringLiteral("waldesk"), QStringLiteral("cause-rules")},
                                     {QStringLiteral("version"), 1},
                                     {QStringLiteral("rules"), ruleList},
                                     {QStringLiteral("merges"), mergeList},
                                     {QStringLiteral("names"), nameList}})
        .toJson();
}

bool CauseRules::hasOlderKeys() const
{
    const auto isOlder = [](const QByteArray &key) {
        return key.startsWith("w1:");
    };
    return std::any_of(rules.begin(), rules.end(),
                       [&isOlder](const CauseRule &rule) {
                           return isOlder(rule.within) ||
                                  (rule.field == RuleField::Key && rule.pattern.contains(u"w1:"));
                       }) ||
           std::any_of(merges.begin(), merges.end(),
                       [&isOlder](const CauseMerge &one) { return isOlder(one.from) || isOlder(one.into); }) ||
           std::any_of(names.keyBegin(), names.keyEnd(), isOlder);
}

} // namespace waldesk::domain
