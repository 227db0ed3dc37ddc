// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/workflows/rulestore.h"

#include "models/archive/privatefiles.h"

#include <QDir>
#include <QFile>
#include <QSaveFile>

using namespace Qt::StringLiterals;

namespace waldesk::workflows
{

RuleStore::RuleStore(QString folder, QObject *parent) : QObject(parent), m_folder(std::move(folder)), m_watch({file()})
{
    connect(&m_watch, &archive::FileWatch::written, this, &RuleStore::reload);
    readRules();
    readPatterns();
}

QString RuleStore::file() const
{
    return QDir(m_folder).filePath(u"cause-rules.json"_s);
}

void RuleStore::readRules()
{
    QFile rules(file());
    if (!rules.exists()) {
        m_rules = {};
    } else if (!rules.open(QIODevice::ReadOnly)) {
        m_trouble = tr("%1 can not be read: %2.").arg(rules.fileName(), rules.errorString());
    } else if (auto parsed = domain::CauseRules::read(rules)) {
        m_rules = std::move(*parsed);
    } else {
        m_trouble = tr("%1 is not used: %2").arg(rules.fileName(), parsed.error());
    }
}

void RuleStore::reload()
{
    const domain::CauseRules before = m_rules;
    readRules();
    if (m_rules != before)
        emit changed();
}

void RuleStore::readPatterns()
{
    const QDir own(QDir(m_folder).filePath(u"patterns"_s));
    // The first file by name goes first, and prepend() turns the order round.
    const QStringList names = own.entryList({u"*.json"_s}, QDir::Files, QDir::Name | QDir::Reversed);
    for (const QString &name : names) {
        QFile file(own.filePath(name));
        if (!file.open(QIODevice::ReadOnly)) {
            if (m_trouble.isEmpty())
                m_trouble = tr("%1 can not be read: %2.").arg(file.fileName(), file.errorString());
        } else if (auto parsed = domain::KnownPatterns::read(file)) {
            m_patterns.prepend(*parsed);
        } else if (m_trouble.isEmpty()) {
            m_trouble = tr("%1 is not used: %2").arg(file.fileName(), parsed.error());
        }
    }
}

QString RuleStore::setRules(domain::CauseRules rules)
{
    if (rules == m_rules)
        return {};
    (void)archive::makePrivateFolder(m_folder); // what fails here fails again when the file is opened
    QSaveFile out(file());
    if (!out.open(QIODevice::WriteOnly) || !out.setPermissions(QFile::ReadOwner | QFile::WriteOwner) ||
        out.write(rules.toJson()) < 0 || !out.commit())
        return tr("%1 can not be written: %2.").arg(out.fileName(), out.errorString());
    m_rules = std::move(rules);
    m_trouble.clear();
    emit changed();
    return {};
}

ClassifierRules RuleStore::classifierRules() const
{
    ClassifierRules index;
    index.ownPatterns = m_patterns;
    index.user = m_rules;
    return index;
}

} // namespace waldesk::workflows
