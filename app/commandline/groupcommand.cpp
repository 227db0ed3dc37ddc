// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commandline/groupcommand.h"

#include "app/commandline/visibletext.h"
#include "models/domain/cause/grouping.h"

#include <QCoreApplication>
#include <QFile>

#include <algorithm>
#include <cstdio>

namespace waldesk::app
{
namespace
{

QString tr(const char *text)
{
    return QCoreApplication::translate("commandline", text);
}

class GroupRun
{
public:
    GroupRun(Output &output, const GroupCall &call)
        : m_output(output), m_asTable(call.format == Format::Table), m_grouper(call.level, call.rules)
    {
    }

    /// name: as typed; `-` is stdin. False when it can not be read.
    bool read(const QString &name)
    {
        QFile file(name);
        const bool isStdin = name == QLatin1String("-");
        if (!(isStdin ? file.open(stdin, QIODevice::ReadOnly) : file.open(QIODevice::ReadOnly))) {
            m_output.sentence(tr("%1 can not be read: %2.").arg(name, file.errorString()));
            return false;
        }
        for (qint64 number = 1; !m_output.isClosed(); ++number) {
            QByteArray line = file.readLine();
            if (line.isEmpty())
                break;
            while (line.endsWith('\n') || line.endsWith('\r'))
                line.chop(1);
            take(name, number, line);
        }
        if (file.error() == QFileDevice::NoError)
            return true;
        m_output.sentence(tr("%1 can not be read: %2.").arg(name, file.errorString()));
        return false;
    }

    void finish()
    {
        if (m_asTable)
            printTable();
        m_output.flush();
    }
    [[nodiscard]] bool hadErrors() const { return m_grouper.hadErrors(); }

private:
    void take(const QString &name, qint64 number, const QByteArray &line)
    {
        const domain::GroupedLine grouped = m_grouper.take(line);
        if (!grouped.error.isEmpty())
            m_output.sentence(tr("%1, line %2: %3").arg(name).arg(number).arg(grouped.error));
        if (m_asTable)
            return;
        const QByteArray json = groupedLineJson(name, number, grouped) + '\n';
        m_output.data(m_output.isTerminal() ? visibleJson(json) : json);
    }

    void printTable()
    {
        const auto rows = m_grouper.rows();
        qsizetype keyWidth = tr("KEY").size();
        for (const domain::GroupRow &row : rows)
            keyWidth = std::max(keyWidth, row.key.size());
        print(tr("COUNT"), tr("KEY"), tr("TITLE"), keyWidth);
        for (const domain::GroupRow &row : rows)
            print(QString::number(row.count), QString::fromUtf8(row.key), visibleText(row.title, Lines::One), keyWidth);
    }

    void print(const QString &count, const QString &key, const QString &title, qsizetype keyWidth)
    {
        constexpr qsizetype CountWidth = 7;
        const QString start = count.rightJustified(CountWidth) + QStringLiteral("  ") + key.leftJustified(keyWidth) +
                              QStringLiteral("  ");
        const int left = m_output.width() - static_cast<int>(start.size());
        const bool whole = m_output.width() == 0;
        m_output.data((start + (whole ? title : fitted(title, std::max(left, 10)))).toUtf8() + '\n');
    }

    Output &m_output;
    bool m_asTable;
    domain::LineGrouper m_grouper;
};

} // namespace

Exit runGroup(Output &output, const GroupCall &call)
{
    GroupRun run(output, call);
    Exit exit = Exit::Done;
    for (const QString &name : call.files) {
        if (!run.read(name))
            exit = Exit::Usage;
    }
    run.finish();
    if (exit == Exit::Done && (run.hadErrors() || output.hasFailed()))
        exit = Exit::Failed;
    return exit;
}

} // namespace waldesk::app
